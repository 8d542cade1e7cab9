-- What two-factor-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- confirmTwoFactor
update "two_factors"
  set "confirmed_at" = ?
  where "account_id" = ?;

-- deleteTwoFactor
delete from "recovery_codes"
  where "account_id" = ?;

-- deleteTwoFactor
delete from "two_factors"
  where "account_id" = ?;

-- findTwoFactor
select *
  from "two_factors"
  where "account_id" = ?;

-- insertTwoFactor
insert into "recovery_codes" ("account_id", "code_hash")
  values (?, …), …;

-- insertTwoFactor
insert into "two_factors" ("account_id", "secret", "confirmed_at", "last_step")
  values (?, …);

-- spendRecoveryCode
delete from "recovery_codes"
  where "account_id" = ?
  and "code_hash" = ?;

-- spendStep
update "two_factors"
  set "last_step" = ?
  where "account_id" = ?
  and "last_step" < ?;
