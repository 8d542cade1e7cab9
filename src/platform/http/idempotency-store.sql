-- What idempotency-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- dropKeys
delete from "idempotency_keys"
  where "created_at" < ?;

-- findKey
select *
  from "idempotency_keys"
  where "id" = ?;

-- keepAnswer
update "idempotency_keys"
  set "answer" = ?
  where "id" = ?;

-- loseAnswer
update "idempotency_keys"
  set "answer" = ?
  where "id" = ?
  and "answer" is null;

-- takeKey
delete from "idempotency_keys"
  where "id" = ?
  and "created_at" < ?;

-- takeKey
insert into "idempotency_keys" ("id", "body_hash", "created_at", "answer")
  values (?, …)
  on conflict ("id")
  do nothing;
