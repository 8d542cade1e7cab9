-- What 0004-idempotency-keys.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- up
create index "idempotency_keys_created" on "idempotency_keys" ("created_at");

-- up
create table "idempotency_keys" ("id" text primary key, "body_hash" text not null, "created_at" text not null, "answer" text);
