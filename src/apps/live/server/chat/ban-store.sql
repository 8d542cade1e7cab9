-- What ban-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- banOf
select *
  from "chat_bans"
  where "channel_id" = ?
  and "person" = ?
  and ("until" is null or "until" > ?);

-- deleteBan
delete from "chat_bans"
  where "channel_id" = ?
  and "id" = ?
  returning *;

-- listBans
select *
  from "chat_bans"
  where "channel_id" = ?
  and ("until" is null or "until" > ?)
  order by "id" desc
  limit ?;

-- paceOf
select *
  from "chat_paces"
  where "channel_id" = ?
  and "person" = ?;

-- putBan
delete from "chat_bans"
  where "channel_id" = ?
  and "person" = ?;

-- putBan
insert into "chat_bans" ("id", "space_id", "channel_id", "person", "account_id", "guest_name", "until", "created_at", "by_id")
  values (?, …);

-- putPace
insert into "chat_paces" ("channel_id", "space_id", "person", "last_at", "window_at", "window_count")
  values (?, …)
  on conflict ("channel_id", "person")
  do update
  set "last_at" = ?, "window_at" = ?, "window_count" = ?;
