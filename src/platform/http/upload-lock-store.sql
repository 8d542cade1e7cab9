-- What upload-lock-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- beatLocks
update "upload_locks"
  set "beat" = "beat" + ?
  where "holder" = ?
  and "upload_id" in (?, …)
  returning "upload_id", "epoch", "wanted";

-- findLock
select *
  from "upload_locks"
  where "upload_id" = ?;

-- forgetLocks
delete from "upload_locks"
  where "taken_at" < ?;

-- releaseLock
update "upload_locks"
  set "holder" = ?
  where "upload_id" = ?
  and "holder" = ?
  and "epoch" = ?;

-- takeFreeLock
insert into "upload_locks" ("upload_id", "holder", "epoch", "beat", "wanted", "taken_at")
  values (?, …)
  on conflict ("upload_id")
  do update
  set "holder" = ?, "epoch" = "upload_locks"."epoch" + ?, "beat" = ?, "wanted" = ?, "taken_at" = ?
  where "upload_locks"."holder" is null
  returning "epoch";

-- takeLockFrom
update "upload_locks"
  set "holder" = ?, "epoch" = ?, "beat" = ?, "wanted" = ?, "taken_at" = ?
  where "upload_id" = ?
  and "epoch" = ?
  and "beat" = ?
  and "holder" = ?
  returning "epoch";

-- wantLock
update "upload_locks"
  set "wanted" = ?
  where "upload_id" = ?
  and "epoch" = ?;
