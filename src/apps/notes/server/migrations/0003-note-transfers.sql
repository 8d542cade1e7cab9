-- What 0003-note-transfers.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- up
create index "note_exports_listed" on "note_exports" ("space_id", "account_id", "id");

-- up
create index "note_exports_purge" on "note_exports" ("purge_at")
  where "purge_at" is not null;

-- up
create index "note_import_keys_by_note" on "note_import_keys" ("note_id");

-- up
create index "note_imports_listed" on "note_imports" ("space_id", "account_id", "id");

-- up
create index "note_imports_purge" on "note_imports" ("purge_at")
  where "purge_at" is not null;

-- up, postgres
create table "note_exports" ("id" text collate "C" primary key, "space_id" text collate "C" not null, "account_id" text collate "C" not null, "format" text collate "C" not null, "ask" text collate "C" not null, "state" text collate "C" not null, "job_id" text collate "C" not null, "sees" text collate "C" not null, "key" text collate "C", "size" bigint, "created_at" text collate "C" not null, "expires_at" text collate "C", "purge_at" text collate "C", "failure_code" text collate "C", "failure_message" text collate "C", "removed_at" text collate "C");

-- up, postgres
create table "note_import_keys" ("space_id" text collate "C" not null, "key" text collate "C" not null, "note_id" text collate "C" not null, constraint "note_import_keys_pk" primary key ("space_id", "key"));

-- up, postgres
create table "note_imports" ("id" text collate "C" primary key, "space_id" text collate "C" not null, "account_id" text collate "C" not null, "file_name" text collate "C" not null, "size" bigint not null, "state" text collate "C" not null, "upload_url" text collate "C", "key" text collate "C", "job_id" text collate "C", "position" integer not null, "created" integer not null, "skipped" integer not null, "problems" text collate "C" not null, "problem_count" integer not null, "created_at" text collate "C" not null, "failure_code" text collate "C", "failure_message" text collate "C", "purge_at" text collate "C");

-- up, sqlite
create table "note_exports" ("id" text primary key, "space_id" text not null, "account_id" text not null, "format" text not null, "ask" text not null, "state" text not null, "job_id" text not null, "sees" text not null, "key" text, "size" bigint, "created_at" text not null, "expires_at" text, "purge_at" text, "failure_code" text, "failure_message" text, "removed_at" text);

-- up, sqlite
create table "note_import_keys" ("space_id" text not null, "key" text not null, "note_id" text not null, constraint "note_import_keys_pk" primary key ("space_id", "key"));

-- up, sqlite
create table "note_imports" ("id" text primary key, "space_id" text not null, "account_id" text not null, "file_name" text not null, "size" bigint not null, "state" text not null, "upload_url" text, "key" text, "job_id" text, "position" integer not null, "created" integer not null, "skipped" integer not null, "problems" text not null, "problem_count" integer not null, "created_at" text not null, "failure_code" text, "failure_message" text, "purge_at" text);
