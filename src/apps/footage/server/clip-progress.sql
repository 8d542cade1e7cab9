-- What clip-progress.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- write
update "clips"
  set "percent" = ?, "stage" = ?, "seconds_left" = ?
  where "id" = ?
  and "state" = ?;
