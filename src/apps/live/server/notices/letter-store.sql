-- What letter-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- deleteLetter
delete from "live_letters"
  where "channel_id" = ?
  and "account_id" = ?
  and "kind" = ?;

-- deleteLettersBefore
delete from "live_letters"
  where "sent_at" < ?;

-- lastLetter
select *
  from "live_letters"
  where "channel_id" = ?
  and "account_id" = ?
  and "kind" = ?;

-- putLetter
insert into "live_letters" ("space_id", "channel_id", "account_id", "kind", "event_id", "sent_at")
  values (?, …)
  on conflict ("channel_id", "account_id", "kind")
  do update
  set "event_id" = ?, "sent_at" = ?;
