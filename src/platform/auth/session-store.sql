-- What session-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- deleteSession
delete from "sessions"
  where "id" = ?
  and "account_id" = ?;

-- deleteSessions
delete from "sessions"
  where "account_id" = ?
  and "id" != ?;

-- deleteSessions
delete from "sessions"
  where "account_id" = ?;

-- findSession
select "sessions"."id", "account_id" as "accountId", "accounts"."name", "last_seen_at" as "lastSeenAt", "expires_at" as "expiresAt"
  from "sessions"
  inner join "accounts" on "accounts"."id" = "account_id"
  where "banned_at" is null
  and "expires_at" > ?
  and "last_seen_at" > ?
  and "token_hash" = ?;

-- insertSession
insert into "sessions" ("id", "token_hash", "account_id", "created_at", "last_seen_at", "expires_at", "address", "device")
  values (?, …);

-- livingSessions
select "sessions"."id"
  from "sessions"
  inner join "accounts" on "accounts"."id" = "account_id"
  where "banned_at" is null
  and "expires_at" > ?
  and "last_seen_at" > ?
  and "sessions"."id" in (?, …);

-- makeRoomForSession
delete from "sessions"
  where "account_id" = ?
  and ("expires_at" <= ? or "last_seen_at" <= ? or "id" not in (select "id"
  from "sessions"
  where "account_id" = ?
  order by "id" desc
  limit ?));

-- makeRoomForSession
select "id"
  from "sessions"
  where "account_id" = ?
  order by "id" desc
  limit ?;

-- sessionsOf
select "sessions"."id", "sessions"."created_at" as "createdAt", "last_seen_at" as "lastSeenAt", "address", "device"
  from "sessions"
  inner join "accounts" on "accounts"."id" = "account_id"
  where "banned_at" is null
  and "expires_at" > ?
  and "last_seen_at" > ?
  and "account_id" = ?
  order by "sessions"."id" desc
  limit ?;

-- touchSession
update "sessions"
  set "last_seen_at" = ?
  where "id" = ?
  and "last_seen_at" < ?;
