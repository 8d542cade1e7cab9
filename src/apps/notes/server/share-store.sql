-- What share-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- deleteShareRow
delete from "note_shares"
  where "id" = ?;

-- deleteSharesOf
delete from "note_shares"
  where "note_id" = ?;

-- insertShare
insert into "note_shares" ("id", "space_id", "note_id", "account_id", "token_hash", "password_hash", "created_at", "expires_at")
  values (?, …);

-- shareById
select *
  from "note_shares"
  where "id" = ?;

-- shareByToken
select *
  from "note_shares"
  where "token_hash" = ?;

-- sharesOf
select *
  from "note_shares"
  where "note_id" = ?
  and ("expires_at" is null or "expires_at" > ?)
  order by "id" desc
  limit ?;
