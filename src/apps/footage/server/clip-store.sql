-- What clip-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- clipById
select *
  from "clips"
  where "id" = ?;

-- clipIds
select "id", "space_id" as "spaceId"
  from "clips"
  where "id" > ?
  order by "id"
  limit ?;

-- clipsById
select *
  from "clips"
  where "id" in (?, …);

-- clipsToShrink
select *
  from "clips"
  where "poster_key" is not null
  and "pictures_folder" is null
  and "deleted_at" is null
  order by "id" desc
  limit ?;

-- deleteClipRows
delete from "clip_comments"
  where "clip_id" = ?;

-- deleteClipRows
delete from "clip_recordings"
  where "clip_id" = ?;

-- deleteClipRows
delete from "clip_renditions"
  where "clip_id" = ?;

-- deleteClipRows
delete from "clips"
  where "id" = ?;

-- findClip
select *
  from "clips"
  where "id" = ?
  and "space_id" = ?;

-- insertClip
insert into "clips" ("id", "space_id", "author_id", "title", "description", "visibility", "tags", "recorded_at", "happened_at", "created_at", "updated_at", "deleted_at", "purge_at", "state", "percent", "stage", "seconds_left", "run", "watchable", "duration_seconds", "width", "height", "size", "file_name", "upload_url", "original_key", "probe", "poster_key", "pictures_folder", "storyboard_folder", "failure_code", "failure_message", "comment_count", "version", "access_version", "search_text", "captions")
  values (?, …);

-- insertClip
insert into "clips" ("title", "description", "tags", "id", "space_id", "author_id", "visibility", "recorded_at", "happened_at", "created_at", "updated_at", "deleted_at", "purge_at", "state", "percent", "stage", "run", "seconds_left", "watchable", "duration_seconds", "width", "height", "size", "file_name", "upload_url", "original_key", "probe", "poster_key", "pictures_folder", "storyboard_folder", "failure_code", "failure_message", "comment_count", "version", "access_version", "search_text", "captions")
  values (?, …);

-- lockClip
update "clips"
  set "version" = "version"
  where "id" = ?
  returning *;

-- purgeableClips
select "id"
  from "clips"
  where "purge_at" is not null
  and "purge_at" <= ?
  order by "purge_at"
  limit ?;

-- storedBytes
select sum("size") as "bytes"
  from "clips"
  where "space_id" = ?
  and "original_key" is not null;

-- updateClip
update "clips"
  set "captions" = ?, "updated_at" = ?
  where "id" = ?;

-- updateClip
update "clips"
  set "deleted_at" = ?
  where "id" = ?;

-- updateClip
update "clips"
  set "deleted_at" = ?, "purge_at" = ?
  where "id" = ?;

-- updateClip
update "clips"
  set "deleted_at" = ?, "purge_at" = ?, "access_version" = ?
  where "id" = ?;

-- updateClip
update "clips"
  set "deleted_at" = ?, "visibility" = ?
  where "id" = ?;

-- updateClip
update "clips"
  set "original_key" = ?, "size" = ?, "upload_url" = ?
  where "id" = ?;

-- updateClip
update "clips"
  set "pictures_folder" = ?
  where "id" = ?;

-- updateClip
update "clips"
  set "poster_key" = ?, "pictures_folder" = ?
  where "id" = ?;

-- updateClip
update "clips"
  set "probe" = ?, "duration_seconds" = ?, "width" = ?, "height" = ?, "recorded_at" = ?, "happened_at" = ?
  where "id" = ?;

-- updateClip
update "clips"
  set "state" = ?, "happened_at" = ?
  where "id" = ?;

-- updateClip
update "clips"
  set "state" = ?, "percent" = ?, "stage" = ?
  where "id" = ?;

-- updateClip
update "clips"
  set "state" = ?, "percent" = ?, "stage" = ?, "seconds_left" = ?, "failure_code" = ?, "failure_message" = ?
  where "id" = ?;

-- updateClip
update "clips"
  set "state" = ?, "percent" = ?, "stage" = ?, "seconds_left" = ?, "failure_code" = ?, "failure_message" = ?, "run" = ?
  where "id" = ?;

-- updateClip
update "clips"
  set "storyboard_folder" = ?
  where "id" = ?;

-- updateClip
update "clips"
  set "upload_url" = ?
  where "id" = ?;

-- updateClip
update "clips"
  set "visibility" = ?
  where "id" = ?;

-- updateClip
update "clips"
  set "watchable" = ?
  where "id" = ?;

-- updateClipVersion
update "clips"
  set "title" = ?, "description" = ?, "tags" = ?, "search_text" = ?, "recorded_at" = ?, "happened_at" = ?, "updated_at" = ?, "version" = ?
  where "id" = ?
  and "version" = ?;

-- updateClipVersion
update "clips"
  set "title" = ?, "description" = ?, "tags" = ?, "search_text" = ?, "updated_at" = ?, "version" = ?
  where "id" = ?
  and "version" = ?;

-- updateClipVersion
update "clips"
  set "title" = ?, "description" = ?, "tags" = ?, "search_text" = ?, "visibility" = ?, "access_version" = ?, "updated_at" = ?, "version" = ?
  where "id" = ?
  and "version" = ?;
