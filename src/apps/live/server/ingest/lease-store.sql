-- What lease-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- beatLease
update "live_leases"
  set "beat_at" = ?, "unwritten" = ?
  where "channel_id" = ?
  and "epoch" = ?
  and "node" is not null;

-- giveUpLease
update "live_leases"
  set "node" = ?, "address" = ?
  where "channel_id" = ?
  and "epoch" = ?
  and "node" is not null
  and "beat_at" = ?;

-- giveUpLease
update "live_leases"
  set "node" = ?, "address" = ?
  where "channel_id" = ?
  and "epoch" = ?
  and "node" is not null;

-- leaseByPublicId
select *
  from "live_leases"
  where "public_id" = ?;

-- leaseOf
select *
  from "live_leases"
  where "channel_id" = ?;

-- leaveLease
update "live_leases"
  set "beat_at" = ?
  where "channel_id" = ?
  and "epoch" = ?;

-- silentLeases
select *
  from "live_leases"
  where "node" is not null
  and "beat_at" < ?;

-- takeLease
insert into "live_leases" ("channel_id", "space_id", "public_id", "node", "address", "epoch", "unwritten", "beat_at")
  values (?, …)
  on conflict ("channel_id")
  do update
  set "node" = ?, "address" = ?, "epoch" = "live_leases"."epoch" + ?, "unwritten" = ?, "beat_at" = ?
  returning "epoch";
