-- What 0008-tag-places.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- up
update clip_tags
  set clip_state = (select state
  from clips
  where id = clip_id), clip_happened_at = (select happened_at
  from clips
  where id = clip_id);

-- up, postgres
alter table "clip_tags" add column "clip_happened_at" text collate "C";

-- up, postgres
alter table "clip_tags" add column "clip_state" text collate "C";

-- up, sqlite
alter table "clip_tags" add column "clip_happened_at" text;

-- up, sqlite
alter table "clip_tags" add column "clip_state" text;
