-- What 0008-list-indexes.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- index
create index "accounts_by_name" on "accounts" ("name_key", "id");

-- index
create index "api_keys_listed" on "api_keys" ("account_id", "id");

-- index
create index "memberships_by_role" on "memberships" ("space_id", "role", "account_id");

-- index
create index "sessions_listed" on "sessions" ("account_id", "id");

-- up
create index "jobs_by_state" on "jobs" ("space_id", "state", "id")
  where "space_id" is not null;

-- up
drop index "api_keys_by_account_id";

-- up
drop index "sessions_by_account_id";
