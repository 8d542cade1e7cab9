-- What clip-outputs.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- ownedClipKeys
select "clip_id", "folder"
  from "clip_renditions"
  where "clip_id" in (?, …)
  and "folder" is not null;

-- ownedClipKeys
select "id", "poster_key", "pictures_folder", "storyboard_folder", "captions"
  from "clips"
  where "id" in (?, …);
