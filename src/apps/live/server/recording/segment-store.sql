-- What segment-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- deleteSegments
delete from "live_segments"
  where "event_id" = ?;

-- findSegment
select *
  from "live_segments"
  where "event_id" = ?
  and "rendition" = ?
  and "sequence" = ?;

-- insertSegment
insert into "live_segments" ("event_id", "space_id", "rendition", "sequence", "epoch", "duration_seconds", "started_at", "bytes", "key", "init_key", "discontinuity")
  values (?, …)
  on conflict ("event_id", "rendition", "sequence")
  do nothing;

-- recordedBytes
select sum("bytes") as "bytes"
  from "live_segments"
  where "space_id" = ?;

-- recordedEvents
select "id"
  from "live_events"
  where "id" in (?, …)
  and "recording" in (?, …);

-- segmentsOf
select *
  from "live_segments"
  where "event_id" = ?
  and "rendition" = ?
  order by "sequence";
