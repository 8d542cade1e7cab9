-- What account-desk.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- deleteAccount
delete from "accounts"
  where "id" = ?;

-- setBanned
update "accounts"
  set "banned_at" = ?
  where "id" = ?;
