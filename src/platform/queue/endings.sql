-- What endings.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- owedJobs
select "id"
  from "jobs"
  where "end_tries_left" > 0
  and "type" in (?, …)
  limit ?;

-- spendTry
update "jobs"
  set "end_tries_left" = "end_tries_left" - ?
  where "id" = ?
  and "end_tries_left" > ?
  returning "end_tries_left";

-- tell
update "jobs"
  set "end_tries_left" = ?
  where "id" = ?
  and "end_tries_left" > ?
  returning *;
