-- What note-tag-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- countTags
delete from "note_tag_counts"
  where "space_id" = ?
  and "folded" in (?, …)
  and "count" = ?;

-- countTags
insert into "note_tag_counts" ("space_id", "shelf", "private_to", "folded", "tag", "count")
  values (?, …)
  on conflict ("space_id", "shelf", "private_to", "folded")
  do update
  set "count" = "note_tag_counts"."count" + "excluded"."count", "tag" = "excluded"."tag";

-- countTags
insert into "note_tag_counts" ("space_id", "shelf", "private_to", "folded", "tag", "count")
  values (?, …), …
  on conflict ("space_id", "shelf", "private_to", "folded")
  do update
  set "count" = "note_tag_counts"."count" + "excluded"."count", "tag" = "excluded"."tag";

-- listTags
select max("tag") as "tag", sum("count") as "sum"
  from "note_tag_counts"
  where "space_id" = ?
  and "shelf" = ?
  and "folded" >= ?
  and "folded" <= ?
  group by "folded"
  order by "sum" desc, "folded"
  limit ?;

-- listTags
select max("tag") as "tag", sum("count") as "sum"
  from "note_tag_counts"
  where "space_id" = ?
  and "shelf" = ?
  and "private_to" in (?, …)
  group by "folded"
  order by "sum" desc, "folded"
  limit ?;

-- notesTagged
select "note_id"
  from "note_tags"
  where "space_id" = ?
  and "shelf" in (?, …)
  and "folded" = ?;

-- placeTags
delete from "note_tags"
  where "note_id" = ?;

-- placeTags
insert into "note_tags" ("note_id", "tag", "folded", "space_id", "shelf", "author_id", "visibility", "pinned", "updated_at")
  values (?, …), …;

-- placeTags
insert into "note_tags" ("note_id", "tag", "folded", "space_id", "shelf", "author_id", "visibility", "pinned", "updated_at")
  values (?, …);

-- placeTags
update "note_tags"
  set "space_id" = ?, "shelf" = ?, "author_id" = ?, "visibility" = ?, "pinned" = ?, "updated_at" = ?
  where "note_id" = ?;
