-- What job-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- countJobs
select "lane", "state", count(*) as "count"
  from "jobs"
  where "state" in (?, …)
  group by "lane", "state";

-- countJobs
select "lane", min("run_at") as "run_at"
  from "jobs"
  where "state" = ?
  group by "lane";

-- findJob
select *
  from "jobs"
  where "id" = ?;

-- insertJob
insert into "jobs" ("id", "type", "lane", "state", "priority", "run_at", "attempt", "attempts", "payload", "unique_key", "parent_id", "space_id", "subject_id", "percent", "stage", "reason", "lease_owner", "fence", "cancel_requested", "end_tries_left", "created_at", "started_at", "finished_at")
  values (?, …)
  on conflict
  do nothing
  returning "id";

-- insertJob
select "id"
  from "jobs"
  where "type" = ?
  and "unique_key" = ?
  and state in ('delayed', 'waiting', 'running', 'awaiting');

-- listJobs
select *
  from "jobs"
  where "space_id" = ?
  and "id" < ?
  order by "id" desc
  limit ?;

-- listJobs
select *
  from "jobs"
  where "space_id" = ?
  order by "id" desc
  limit ?;

-- listJobs
select *
  from "jobs"
  where "state" = ?
  and "space_id" = ?
  order by "id" desc
  limit ?;

-- listJobs
select *
  from "jobs"
  where "state" = ?
  order by "id" desc
  limit ?;

-- listJobs
select *
  from "jobs"
  where "state" in (?, …)
  and "space_id" = ?
  order by "id" desc
  limit ?;

-- listJobs
select *
  from "jobs"
  where "subject_id" = ?
  order by "id" desc
  limit ?;

-- listJobs
select *
  from "jobs"
  where "type" = ?
  and "subject_id" = ?
  order by "id" desc
  limit ?;

-- livingOfSubject
select "id"
  from "jobs"
  where "subject_id" = ?
  and "state" in (?, …)
  order by "id";
