-- What duty-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- beatDuty
update "duties"
  set "beat" = "beat" + ?
  where "name" = ?
  and "owner" = ?
  and "epoch" = ?
  returning "epoch";

-- findDuty
select *
  from "duties"
  where "name" = ?;

-- giveUpDuty
update "duties"
  set "owner" = ?
  where "name" = ?
  and "owner" = ?
  and "epoch" = ?
  returning "epoch";

-- knowDuty
insert into "duties" ("name", "owner", "epoch", "beat")
  values (?, …)
  on conflict ("name")
  do nothing;

-- takeDuty
update "duties"
  set "owner" = ?, "epoch" = ?, "beat" = ?
  where "name" = ?
  and "epoch" = ?
  and "beat" = ?
  returning "epoch";
