-- What account-desk.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- module
delete from "accounts"
  where "id" = ?;

-- module
update "accounts"
  set "banned_at" = ?
  where "id" = ?;
