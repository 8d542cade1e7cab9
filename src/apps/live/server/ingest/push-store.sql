-- What push-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- beatPush
update "live_pushes"
  set "next_sequence" = ?
  where "id" = ?
  and "ended_at" is null;

-- endPushRow
update "live_pushes"
  set "ended_at" = ?, "end_reason" = ?
  where "id" = ?
  and "ended_at" is null;

-- insertPush
insert into "live_pushes" ("id", "space_id", "channel_id", "event_id", "epoch", "node", "first_sequence", "next_sequence", "settled", "encoder", "started_at", "ended_at", "end_reason")
  values (?, …);

-- lastPush
select *
  from "live_pushes"
  where "channel_id" = ?
  order by "epoch" desc
  limit ?;

-- movePush
update "live_pushes"
  set "event_id" = ?
  where "id" = ?;

-- settlePush
update "live_pushes"
  set "next_sequence" = ?, "settled" = ?
  where "id" = ?;

-- settlePush
update "live_pushes"
  set "next_sequence" = ?, "settled" = ?, "end_reason" = ?
  where "id" = ?;

-- timesOfPushes
select "started_at", "ended_at"
  from "live_pushes"
  where "event_id" = ?
  order by "epoch";
