-- What cron-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- knowCron
insert into "job_crons" ("type", "latest")
  values (?, …)
  on conflict ("type")
  do nothing;

-- takeCronTime
update "job_crons"
  set "latest" = ?
  where "type" = ?
  and ("latest" < ? or "latest" > ?)
  returning "type";
