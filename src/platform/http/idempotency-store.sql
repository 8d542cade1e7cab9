-- What idempotency-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- findKey
select *
  from "idempotency_keys"
  where "id" = ?;

-- module
update "idempotency_keys"
  set "answer" = ?
  where "id" = ?;

-- takeKey
delete from "idempotency_keys"
  where "id" = ?
  and "created_at" < ?;

-- takeKey
insert into "idempotency_keys" ("id", "body_hash", "created_at", "answer")
  values (?, …)
  on conflict ("id")
  do nothing;
