-- What job-restart.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- restartJob
update "jobs"
  set "parent_id" = ?
  where "parent_id" = ?
  and "state" in (?, …);

-- restartJob
update "jobs"
  set "state" = ?, "run_at" = ?, "attempt" = ?, "percent" = ?, "stage" = ?, "reason" = ?, "end_tries_left" = ?, "cancel_requested" = ?, "finished_at" = ?
  where "id" = ?;
