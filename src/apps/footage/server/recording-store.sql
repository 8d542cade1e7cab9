-- What recording-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- insertRecording
insert into "clip_recordings" ("clip_id", "space_id", "folder", "playlist", "codecs", "frame_rate", "runs", "bytes", "joined_at", "source_title", "source_path")
  values (?, …);

-- joinedRecordings
select "clip_recordings".*
  from "clip_recordings"
  inner join "clips" on "clips"."id" = "clip_recordings"."clip_id"
  where "folder" is not null
  and "joined_at" < ?
  and "clips"."state" = ?
  order by "joined_at"
  limit ?;

-- recordedFolders
select "folder"
  from "clip_recordings"
  where "folder" in (?, …);

-- recordingJoined
update "clip_recordings"
  set "joined_at" = ?
  where "clip_id" = ?;

-- recordingOf
select *
  from "clip_recordings"
  where "clip_id" = ?;

-- segmentBytes
select sum("bytes") as "bytes"
  from "clip_recordings"
  where "space_id" = ?;

-- segmentsGone
update "clip_recordings"
  set "folder" = ?, "bytes" = ?, "runs" = ?
  where "clip_id" = ?;
