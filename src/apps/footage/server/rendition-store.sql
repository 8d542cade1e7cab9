-- What rendition-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- deleteRendition
delete from "clip_renditions"
  where "id" = ?;

-- moveRenditions
update "clip_renditions"
  set "state" = ?
  where "clip_id" = ?
  and "state" in (?, …)
  and "run" = ?;

-- moveRenditions
update "clip_renditions"
  set "state" = ?
  where "clip_id" = ?
  and "state" in (?, …);

-- moveRenditions
update "clip_renditions"
  set "state" = ?, "percent" = ?
  where "clip_id" = ?
  and "state" in (?, …)
  and "run" = ?;

-- moveRenditions
update "clip_renditions"
  set "state" = ?, "percent" = ?, "folder" = ?, "output" = ?
  where "clip_id" = ?
  and "state" in (?, …)
  and "run" = ?
  and "id" = ?;

-- moveRenditions
update "clip_renditions"
  set "state" = ?, "percent" = ?, "run" = ?
  where "clip_id" = ?
  and "state" in (?, …)
  and "height" = ?;

-- moveRenditions
update "clip_renditions"
  set "state" = ?, "percent" = ?, "run" = ?
  where "clip_id" = ?
  and "state" in (?, …);

-- planRenditions
insert into "clip_renditions" ("id", "clip_id", "height", "width", "source", "state", "percent", "run", "folder", "output")
  values (?, …)
  on conflict ("clip_id", "height", "source")
  do nothing;

-- planRenditions
insert into "clip_renditions" ("id", "clip_id", "height", "width", "source", "state", "percent", "run", "folder", "output")
  values (?, …), …
  on conflict ("clip_id", "height", "source")
  do nothing;

-- renditionsOf
select *
  from "clip_renditions"
  where "clip_id" = ?
  order by "height" desc, "source" desc;
