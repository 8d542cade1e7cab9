-- What 0004-idempotency-keys.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- up
create index "idempotency_keys_created" on "idempotency_keys" ("created_at");

-- up, postgres
create table "idempotency_keys" ("id" text collate "C" primary key, "body_hash" text collate "C" not null, "created_at" text collate "C" not null, "answer" text collate "C");

-- up, sqlite
create table "idempotency_keys" ("id" text primary key, "body_hash" text not null, "created_at" text not null, "answer" text);
