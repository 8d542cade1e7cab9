-- What 0005-list-indexes.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- index
create index "archived_notes_made" on "archived_notes" ("space_id", "visibility", "id")
  where "deleted_at" is null;

-- index
create index "archived_notes_made_by_author" on "archived_notes" ("space_id", "author_id", "visibility", "id")
  where "deleted_at" is null;

-- index
create index "note_imports_by_space" on "note_imports" ("space_id", "key", "size");

-- index
create index "note_tag_counts_of_space" on "note_tag_counts" ("space_id", "folded");

-- index
create index "note_tags_made" on "note_tags" ("space_id", "shelf", "folded", "visibility", "note_id", "author_id");

-- index
create index "notes_made" on "notes" ("space_id", "visibility", "id")
  where "deleted_at" is null;

-- index
create index "notes_made_by_author" on "notes" ("space_id", "author_id", "visibility", "id")
  where "deleted_at" is null;
