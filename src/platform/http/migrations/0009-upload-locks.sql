-- What 0009-upload-locks.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- up
create index "upload_locks_age" on "upload_locks" ("taken_at");

-- up, postgres
create table "upload_locks" ("upload_id" text collate "C" not null primary key, "holder" text collate "C", "epoch" bigint not null, "beat" bigint not null, "wanted" integer not null, "taken_at" text collate "C" not null);

-- up, sqlite
create table "upload_locks" ("upload_id" text not null primary key, "holder" text, "epoch" bigint not null, "beat" bigint not null, "wanted" integer not null, "taken_at" text not null);
