-- What 0005-list-indexes.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- up
create index "clips_by_author" on "clips" ("space_id", "author_id", "visibility")
  where "deleted_at" is null;

-- up
create index "clips_by_state" on "clips" ("space_id", "state", "id")
  where "deleted_at" is null;

-- up
create index "clips_by_time" on "clips" ("space_id", "happened_at", "id")
  where "deleted_at" is null;

-- up
create index "clips_by_visibility" on "clips" ("space_id", "visibility", "id")
  where "deleted_at" is null;

-- up
create index "clips_stored" on "clips" ("space_id", "size")
  where "original_key" is not null;

-- up
create index "clips_unshrunk" on "clips" ("id")
  where "deleted_at" is null
  and "poster_key" is not null
  and "pictures_folder" is null;
