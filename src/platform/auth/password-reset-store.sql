-- What password-reset-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- deletePasswordResets
delete from "password_resets"
  where "account_id" = ?;

-- findPasswordReset
select "account_id" as "accountId"
  from "password_resets"
  where "token_hash" = ?
  and "expires_at" > ?;

-- replacePasswordReset
insert into "password_resets" ("token_hash", "account_id", "created_at", "expires_at")
  values (?, …);

-- spendPasswordReset
delete from "password_resets"
  where "token_hash" = ?;
