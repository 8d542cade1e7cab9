-- What 0001-clips.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- up
create index "clip_comments_by_clip" on "clip_comments" ("clip_id", "id");

-- up
create index "clip_tags_by_tag" on "clip_tags" ("space_id", "folded", "clip_id");

-- up
create index "clips_deleted" on "clips" ("space_id", "id")
  where "deleted_at" is not null;

-- up
create index "clips_listed" on "clips" ("space_id", "id")
  where "deleted_at" is null;

-- up
create index "clips_purge" on "clips" ("purge_at")
  where "purge_at" is not null;

-- up, postgres
create table "clip_comments" ("id" text collate "C" primary key, "clip_id" text collate "C" not null references "clips" ("id"), "space_id" text collate "C" not null, "author_id" text collate "C" not null, "body" text collate "C" not null, "at" double precision, "created_at" text collate "C" not null, "search_text" text collate "C" not null);

-- up, postgres
create table "clip_renditions" ("id" text collate "C" primary key, "clip_id" text collate "C" not null references "clips" ("id"), "height" integer not null, "width" integer not null, "source" integer not null, "state" text collate "C" not null, "percent" double precision not null, "run" text collate "C" not null, "folder" text collate "C", "output" text collate "C", constraint "clip_renditions_one_of_each" unique ("clip_id", "height", "source"));

-- up, postgres
create table "clip_tags" ("clip_id" text collate "C" not null references "clips" ("id"), "space_id" text collate "C" not null, "folded" text collate "C" not null, "tag" text collate "C" not null, constraint "clip_tags_pk" primary key ("clip_id", "folded"));

-- up, postgres
create table "clips" ("id" text collate "C" primary key, "space_id" text collate "C" not null, "author_id" text collate "C" not null, "title" text collate "C" not null, "description" text collate "C" not null, "visibility" text collate "C" not null, "tags" text collate "C" not null, "recorded_at" text collate "C", "happened_at" text collate "C" not null, "created_at" text collate "C" not null, "updated_at" text collate "C" not null, "deleted_at" text collate "C", "purge_at" text collate "C", "state" text collate "C" not null, "percent" double precision not null, "stage" text collate "C" not null, "seconds_left" double precision, "run" text collate "C", "watchable" integer not null, "duration_seconds" double precision, "width" integer, "height" integer, "size" bigint not null, "file_name" text collate "C" not null, "upload_url" text collate "C", "original_key" text collate "C", "probe" text collate "C", "poster_key" text collate "C", "storyboard_folder" text collate "C", "failure_code" text collate "C", "failure_message" text collate "C", "comment_count" integer not null, "version" integer not null, "access_version" integer not null, "search_text" text collate "C" not null);

-- up, sqlite
create table "clip_comments" ("id" text primary key, "clip_id" text not null references "clips" ("id"), "space_id" text not null, "author_id" text not null, "body" text not null, "at" double precision, "created_at" text not null, "search_text" text not null);

-- up, sqlite
create table "clip_renditions" ("id" text primary key, "clip_id" text not null references "clips" ("id"), "height" integer not null, "width" integer not null, "source" integer not null, "state" text not null, "percent" double precision not null, "run" text not null, "folder" text, "output" text, constraint "clip_renditions_one_of_each" unique ("clip_id", "height", "source"));

-- up, sqlite
create table "clip_tags" ("clip_id" text not null references "clips" ("id"), "space_id" text not null, "folded" text not null, "tag" text not null, constraint "clip_tags_pk" primary key ("clip_id", "folded"));

-- up, sqlite
create table "clips" ("id" text primary key, "space_id" text not null, "author_id" text not null, "title" text not null, "description" text not null, "visibility" text not null, "tags" text not null, "recorded_at" text, "happened_at" text not null, "created_at" text not null, "updated_at" text not null, "deleted_at" text, "purge_at" text, "state" text not null, "percent" double precision not null, "stage" text not null, "seconds_left" double precision, "run" text, "watchable" integer not null, "duration_seconds" double precision, "width" integer, "height" integer, "size" bigint not null, "file_name" text not null, "upload_url" text, "original_key" text, "probe" text, "poster_key" text, "storyboard_folder" text, "failure_code" text, "failure_message" text, "comment_count" integer not null, "version" integer not null, "access_version" integer not null, "search_text" text not null);
