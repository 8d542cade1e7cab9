-- What account-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- anyAccount
select "id"
  from "accounts"
  limit ?;

-- findAccount
select *
  from "accounts"
  where "id" = ?;

-- findAccountByEmail
select *
  from "accounts"
  where "email_key" = ?;

-- holdPassword
update "accounts"
  set "password_hash" = ?
  where "id" = ?
  and "password_hash" = ?
  and "banned_at" is null;

-- insertAccount
insert into "accounts" ("id", "name", "name_key", "email", "email_key", "password_hash", "created_at", "banned_at")
  values (?, …);

-- renameAccount
update "accounts"
  set "name" = ?, "name_key" = ?
  where "id" = ?;

-- renameAccount
update "memberships"
  set "name_key" = ?
  where "account_id" = ?;

-- storePassword
update "accounts"
  set "password_hash" = ?
  where "id" = ?;
