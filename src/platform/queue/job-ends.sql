-- What job-ends.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- cancelChildren
select "id"
  from "jobs"
  where "parent_id" = ?
  and "state" in (?, …);

-- cancelJob
update "jobs"
  set "cancel_requested" = ?
  where "id" = ?;

-- endJob
update "jobs"
  set "state" = ?, "reason" = ?, "lease_owner" = ?, "cancel_requested" = ?, "end_tries_left" = ?, "finished_at" = ?
  where "id" = ?;

-- endJob
update "jobs"
  set "state" = ?, "reason" = ?, "percent" = ?, "lease_owner" = ?, "cancel_requested" = ?, "end_tries_left" = ?, "finished_at" = ?
  where "id" = ?;

-- endRun
select "id"
  from "jobs"
  where "parent_id" = ?
  limit ?;

-- endRun
update "jobs"
  set "state" = ?, "lease_owner" = ?
  where "id" = ?;

-- lockJob
update "jobs"
  set "fence" = "fence"
  where "id" = ?
  returning *;

-- settleParent
select "id"
  from "jobs"
  where "parent_id" = ?
  and "state" in (?, …)
  limit ?;

-- settleParent
select "reason"
  from "jobs"
  where "parent_id" = ?
  and "state" = ?
  order by "finished_at", "id"
  limit ?;
