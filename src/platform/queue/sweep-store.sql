-- What sweep-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- pruneJobs
delete from "jobs"
  where "id" in (select "old"."id"
  from "jobs" as "old"
  where "old"."finished_at" < ?
  and "old"."end_tries_left" = ?
  and not exists (select "parent"."id"
  from "jobs" as "parent"
  where "parent"."id" = "old"."parent_id"
  and "parent"."state" in (?, …))
  limit ?)
  returning "id";

-- settledParents
select "parent"."id"
  from "jobs" as "parent"
  where "parent"."state" = ?
  and not exists (select "child"."id"
  from "jobs" as "child"
  where "child"."parent_id" = "parent"."id"
  and "child"."state" in (?, …))
  limit ?;
