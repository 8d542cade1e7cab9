-- What 0007-recordings.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- up
create index "clip_recordings_by_folder" on "clip_recordings" ("folder")
  where "folder" is not null;

-- up
create index "clip_recordings_joined" on "clip_recordings" ("joined_at")
  where "folder" is not null;

-- up
create index "clip_recordings_stored" on "clip_recordings" ("space_id", "bytes");

-- up, postgres
create table "clip_recordings" ("clip_id" text collate "C" primary key references "clips" ("id"), "space_id" text collate "C" not null, "folder" text collate "C", "playlist" text collate "C" not null, "codecs" text collate "C" not null, "frame_rate" double precision, "runs" text collate "C" not null, "bytes" bigint not null, "joined_at" text collate "C", "source_title" text collate "C" not null, "source_path" text collate "C" not null);

-- up, sqlite
create table "clip_recordings" ("clip_id" text primary key references "clips" ("id"), "space_id" text not null, "folder" text, "playlist" text not null, "codecs" text not null, "frame_rate" double precision, "runs" text not null, "bytes" bigint not null, "joined_at" text, "source_title" text not null, "source_path" text not null);
