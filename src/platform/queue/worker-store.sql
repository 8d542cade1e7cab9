-- What worker-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- addWorker
insert into "job_workers" ("owner", "beat", "started_at")
  values (?, …);

-- heldLeases
select "id", "fence", "cancel_requested"
  from "jobs"
  where "id" in (?, …)
  and "state" = ?;

-- listWorkers
select *
  from "job_workers";

-- removeWorker
delete from "job_workers"
  where "owner" = ?
  and "beat" = ?
  returning "owner";

-- removeWorker
delete from "job_workers"
  where "owner" = ?
  returning "owner";

-- strayOwners
select distinct "jobs"."lease_owner"
  from "jobs"
  left join "job_workers" on "job_workers"."owner" = "jobs"."lease_owner"
  where "jobs"."lease_owner" is not null
  and "job_workers"."owner" is null;
