-- What 0003-uploads.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- index
create index "uploads_expiry" on "uploads" ("expires_at");

-- index
create index "uploads_open" on "uploads" ("state", "id");

-- index
create index "uploads_space" on "uploads" ("space_id", "state");

-- index
create index "uploads_subject" on "uploads" ("subject_id", "state");

-- up, postgres
create table "uploads" ("id" text collate "C" not null primary key, "owner" text collate "C" not null, "subject_id" text collate "C" not null, "space_id" text collate "C" not null, "account_id" text collate "C" not null, "name" text collate "C" not null, "type" text collate "C" not null, "size" bigint not null, "folder" text collate "C" not null, "state" text collate "C" not null, "created_at" text collate "C" not null, "expires_at" text collate "C" not null, "finished_at" text collate "C");

-- up, sqlite
create table "uploads" ("id" text not null primary key, "owner" text not null, "subject_id" text not null, "space_id" text not null, "account_id" text not null, "name" text not null, "type" text not null, "size" bigint not null, "folder" text not null, "state" text not null, "created_at" text not null, "expires_at" text not null, "finished_at" text);
