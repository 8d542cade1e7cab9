-- What 0002-note-files.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- up
create index "note_attachments_by_note" on "note_attachments" ("note_id", "id");

-- up
create index "note_attachments_by_space" on "note_attachments" ("space_id", "original_key", "size");

-- up
create index "note_attachments_purge" on "note_attachments" ("purge_at")
  where "purge_at" is not null;

-- up
create index "note_shares_by_note" on "note_shares" ("note_id", "id");

-- up, postgres
create table "note_attachments" ("id" text collate "C" primary key, "space_id" text collate "C" not null, "note_id" text collate "C" not null, "account_id" text collate "C" not null, "name" text collate "C" not null, "size" bigint not null, "type" text collate "C" not null, "state" text collate "C" not null, "upload_url" text collate "C", "original_key" text collate "C", "picture_type" text collate "C", "shown_key" text collate "C", "created_at" text collate "C" not null, "removed_at" text collate "C", "purge_at" text collate "C");

-- up, postgres
create table "note_shares" ("id" text collate "C" primary key, "space_id" text collate "C" not null, "note_id" text collate "C" not null, "account_id" text collate "C" not null, "token_hash" text collate "C" not null unique, "password_hash" text collate "C", "created_at" text collate "C" not null, "expires_at" text collate "C");

-- up, sqlite
create table "note_attachments" ("id" text primary key, "space_id" text not null, "note_id" text not null, "account_id" text not null, "name" text not null, "size" bigint not null, "type" text not null, "state" text not null, "upload_url" text, "original_key" text, "picture_type" text, "shown_key" text, "created_at" text not null, "removed_at" text, "purge_at" text);

-- up, sqlite
create table "note_shares" ("id" text primary key, "space_id" text not null, "note_id" text not null, "account_id" text not null, "token_hash" text not null unique, "password_hash" text, "created_at" text not null, "expires_at" text);
