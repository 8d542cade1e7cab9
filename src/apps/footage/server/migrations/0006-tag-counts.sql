-- What 0006-tag-counts.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- up
insert into clip_tag_counts (space_id, seen_by, folded, tag, count) select space_id, counted_for, folded, max(tag), count(*)
  from clip_tags
  where counted_for is not null
  group by space_id, counted_for, folded;

-- up
update clip_tags
  set counted_for = ( select case when visibility = 'private' then author_id when visibility = 'public'
  and watchable = 1 then 'public' else 'members' end
  from clips
  where id = clip_id
  and deleted_at is null);

-- up, postgres
alter table "clip_tags" add column "counted_for" text collate "C";

-- up, postgres
create table "clip_tag_counts" ("space_id" text collate "C" not null, "seen_by" text collate "C" not null, "folded" text collate "C" not null, "tag" text collate "C" not null, "count" integer not null, constraint "clip_tag_counts_pk" primary key ("space_id", "seen_by", "folded"));

-- up, sqlite
alter table "clip_tags" add column "counted_for" text;

-- up, sqlite
create table "clip_tag_counts" ("space_id" text not null, "seen_by" text not null, "folded" text not null, "tag" text not null, "count" integer not null, constraint "clip_tag_counts_pk" primary key ("space_id", "seen_by", "folded"));
