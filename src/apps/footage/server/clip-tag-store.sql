-- What clip-tag-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- change
insert into "clip_tag_counts" ("space_id", "seen_by", "folded", "tag", "count")
  values (?, …)
  on conflict ("space_id", "seen_by", "folded")
  do update
  set "count" = "clip_tag_counts"."count" + "excluded"."count", "tag" = excluded.tag;

-- change
insert into "clip_tag_counts" ("space_id", "seen_by", "folded", "tag", "count")
  values (?, …), …
  on conflict ("space_id", "seen_by", "folded")
  do update
  set "count" = "clip_tag_counts"."count" + "excluded"."count", "tag" = excluded.tag;

-- dropTags
delete from "clip_tags"
  where "clip_id" = ?
  returning *;

-- followClip
select "visibility", "watchable", "deleted_at", "author_id", "state", "happened_at"
  from "clips"
  where "id" = ?;

-- followClip
select *
  from "clip_tags"
  where "clip_id" = ?;

-- followClip
update "clip_tags"
  set "counted_for" = ?, "clip_state" = ?, "clip_happened_at" = ?
  where "clip_id" = ?;

-- listTags
select max("tag") as "tag", sum("count") as "sum"
  from "clip_tag_counts"
  where "space_id" = ?
  and "count" > ?
  and "seen_by" = ?
  group by "folded"
  order by "sum" desc, "folded"
  limit ?;

-- listTags
select max("tag") as "tag", sum("count") as "sum"
  from "clip_tag_counts"
  where "space_id" = ?
  and "count" > ?
  and "seen_by" in (?, …)
  group by "folded"
  order by "sum" desc, "folded"
  limit ?;

-- listTags
select max("tag") as "tag", sum("count") as "sum"
  from "clip_tag_counts"
  where "space_id" = ?
  and "count" > ?
  group by "folded"
  order by "sum" desc, "folded"
  limit ?;

-- replaceTags
insert into "clip_tags" ("clip_id", "space_id", "counted_for", "clip_state", "clip_happened_at", "tag", "folded")
  values (?, …), …;

-- replaceTags
insert into "clip_tags" ("clip_id", "space_id", "counted_for", "clip_state", "clip_happened_at", "tag", "folded")
  values (?, …);
