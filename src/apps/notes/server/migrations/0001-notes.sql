-- What 0001-notes.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- createNotes
create index "archived_notes_by_author" on "archived_notes" ("space_id", "author_id", "visibility", "pinned", "updated_at", "id")
  where "deleted_at" is null;

-- createNotes
create index "archived_notes_deleted" on "archived_notes" ("space_id", "deleted_at", "id")
  where "deleted_at" is not null;

-- createNotes
create index "archived_notes_deleted_by_author" on "archived_notes" ("space_id", "author_id", "deleted_at", "id")
  where "deleted_at" is not null;

-- createNotes
create index "archived_notes_listed" on "archived_notes" ("space_id", "visibility", "pinned", "updated_at", "id")
  where "deleted_at" is null;

-- createNotes
create index "archived_notes_purge" on "archived_notes" ("purge_at")
  where "deleted_at" is not null;

-- createNotes
create index "archived_notes_titled" on "archived_notes" ("space_id", "title_folded", "id")
  where "deleted_at" is null;

-- createNotes
create index "notes_by_author" on "notes" ("space_id", "author_id", "visibility", "pinned", "updated_at", "id")
  where "deleted_at" is null;

-- createNotes
create index "notes_deleted" on "notes" ("space_id", "deleted_at", "id")
  where "deleted_at" is not null;

-- createNotes
create index "notes_deleted_by_author" on "notes" ("space_id", "author_id", "deleted_at", "id")
  where "deleted_at" is not null;

-- createNotes
create index "notes_listed" on "notes" ("space_id", "visibility", "pinned", "updated_at", "id")
  where "deleted_at" is null;

-- createNotes
create index "notes_purge" on "notes" ("purge_at")
  where "deleted_at" is not null;

-- createNotes
create index "notes_titled" on "notes" ("space_id", "title_folded", "id")
  where "deleted_at" is null;

-- createNotes, postgres
create table "archived_notes" ("id" text collate "C" primary key, "space_id" text collate "C" not null, "author_id" text collate "C" not null, "editor_id" text collate "C" not null, "title" text collate "C" not null, "title_folded" text collate "C" not null, "excerpt" text collate "C" not null, "tags" text collate "C" not null, "pinned" integer not null, "visibility" text collate "C" not null, "archived_at" text collate "C", "deleted_at" text collate "C", "purge_at" text collate "C", "created_at" text collate "C" not null, "updated_at" text collate "C" not null, "version" integer not null, "access_version" integer not null, "body" text collate "C" not null);

-- createNotes, postgres
create table "notes" ("id" text collate "C" primary key, "space_id" text collate "C" not null, "author_id" text collate "C" not null, "editor_id" text collate "C" not null, "title" text collate "C" not null, "title_folded" text collate "C" not null, "excerpt" text collate "C" not null, "tags" text collate "C" not null, "pinned" integer not null, "visibility" text collate "C" not null, "archived_at" text collate "C", "deleted_at" text collate "C", "purge_at" text collate "C", "created_at" text collate "C" not null, "updated_at" text collate "C" not null, "version" integer not null, "access_version" integer not null, "body" text collate "C" not null);

-- createNotes, sqlite
create table "archived_notes" ("id" text primary key, "space_id" text not null, "author_id" text not null, "editor_id" text not null, "title" text not null, "title_folded" text not null, "excerpt" text not null, "tags" text not null, "pinned" integer not null, "visibility" text not null, "archived_at" text, "deleted_at" text, "purge_at" text, "created_at" text not null, "updated_at" text not null, "version" integer not null, "access_version" integer not null, "body" text not null);

-- createNotes, sqlite
create table "notes" ("id" text primary key, "space_id" text not null, "author_id" text not null, "editor_id" text not null, "title" text not null, "title_folded" text not null, "excerpt" text not null, "tags" text not null, "pinned" integer not null, "visibility" text not null, "archived_at" text, "deleted_at" text, "purge_at" text, "created_at" text not null, "updated_at" text not null, "version" integer not null, "access_version" integer not null, "body" text not null);

-- up
create index "note_links_to_id" on "note_links" ("space_id", "to_id", "from_id")
  where "to_id" is not null;

-- up
create index "note_links_to_title" on "note_links" ("space_id", "to_title", "from_id")
  where "to_title" is not null;

-- up
create index "note_tags_by_author" on "note_tags" ("space_id", "shelf", "folded", "author_id", "visibility", "pinned", "updated_at", "note_id");

-- up
create index "note_tags_listed" on "note_tags" ("space_id", "shelf", "folded", "visibility", "pinned", "updated_at", "note_id");

-- up, postgres
create table "note_links" ("from_id" text collate "C" not null, "place" integer not null, "space_id" text collate "C" not null, "to_id" text collate "C", "to_title" text collate "C", "text" text collate "C" not null, constraint "note_links_pk" primary key ("from_id", "place"));

-- up, postgres
create table "note_revisions" ("note_id" text collate "C" not null, "version" integer not null, "at" text collate "C" not null, "editor_id" text collate "C" not null, "title" text collate "C" not null, "tags" text collate "C" not null, "length" integer not null, "kept_start" integer not null, "kept_end" integer not null, "renamed" text collate "C", "text" text collate "C" not null, constraint "note_revisions_pk" primary key ("note_id", "version"));

-- up, postgres
create table "note_tag_counts" ("space_id" text collate "C" not null, "shelf" text collate "C" not null, "private_to" text collate "C" not null, "folded" text collate "C" not null, "tag" text collate "C" not null, "count" integer not null, constraint "note_tag_counts_pk" primary key ("space_id", "shelf", "private_to", "folded"));

-- up, postgres
create table "note_tags" ("note_id" text collate "C" not null, "space_id" text collate "C" not null, "folded" text collate "C" not null, "tag" text collate "C" not null, "shelf" text collate "C" not null, "author_id" text collate "C" not null, "visibility" text collate "C" not null, "pinned" integer not null, "updated_at" text collate "C" not null, constraint "note_tags_pk" primary key ("note_id", "folded"));

-- up, sqlite
create table "note_links" ("from_id" text not null, "place" integer not null, "space_id" text not null, "to_id" text, "to_title" text, "text" text not null, constraint "note_links_pk" primary key ("from_id", "place"));

-- up, sqlite
create table "note_revisions" ("note_id" text not null, "version" integer not null, "at" text not null, "editor_id" text not null, "title" text not null, "tags" text not null, "length" integer not null, "kept_start" integer not null, "kept_end" integer not null, "renamed" text, "text" text not null, constraint "note_revisions_pk" primary key ("note_id", "version"));

-- up, sqlite
create table "note_tag_counts" ("space_id" text not null, "shelf" text not null, "private_to" text not null, "folded" text not null, "tag" text not null, "count" integer not null, constraint "note_tag_counts_pk" primary key ("space_id", "shelf", "private_to", "folded"));

-- up, sqlite
create table "note_tags" ("note_id" text not null, "space_id" text not null, "folded" text not null, "tag" text not null, "shelf" text not null, "author_id" text not null, "visibility" text not null, "pinned" integer not null, "updated_at" text not null, constraint "note_tags_pk" primary key ("note_id", "folded"));
