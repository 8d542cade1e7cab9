-- What attempt-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- claimDueJob
update "jobs"
  set "state" = ?
  where "id" = ?
  and "type" in (?, …)
  and ("state" = ? or ("state" = ?
  and "run_at" <= ?))
  returning "id";

-- claimJob
update "jobs"
  set "state" = ?, "attempt" = "attempt" + ?, "fence" = "fence" + ?, "lease_owner" = ?, "started_at" = ?, "percent" = ?, "stage" = ?
  where "id" = ?
  and "state" = ?
  and exists (select "owner"
  from "job_workers"
  where "owner" = ?)
  returning *;

-- claimJobs
select "id"
  from "jobs"
  where "state" = ?
  and "lane" = ?
  and "type" in (?, …)
  order by "priority", "run_at", "id"
  limit ?;

-- claimJobs
update "jobs"
  set "state" = ?
  where "state" = ?
  and "run_at" <= ?;

-- isDue
select "id"
  from "jobs"
  where "state" = ?
  and "lane" = ?
  limit ?;

-- isDue
select "id"
  from "jobs"
  where "state" = ?
  and "run_at" <= ?
  limit ?;

-- nextDelayed
select "run_at"
  from "jobs"
  where "state" = ?
  order by "run_at"
  limit ?;

-- releaseJob
update "jobs"
  set "state" = ?, "run_at" = ?, "attempt" = ?, "lease_owner" = ?, "reason" = ?
  where "id" = ?;

-- takeBackJobs
select "id"
  from "jobs"
  where "lease_owner" = ?
  order by "id";

-- unhandledTypes
select distinct "type"
  from "jobs"
  where "state" = ?
  and "type" not in (?, …);

-- writeProgress
update "jobs"
  set "percent" = ?, "stage" = ?
  where "id" = ?
  and "fence" = ?
  and "state" = ?;
