-- What 0002-accounts.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- index
create index "api_keys_by_account_id" on "api_keys" ("account_id");

-- index
create index "invitations_by_created_by" on "invitations" ("created_by");

-- index
create index "invitations_by_space_id" on "invitations" ("space_id");

-- index
create index "memberships_by_account_id" on "memberships" ("account_id");

-- index
create index "password_resets_by_account_id" on "password_resets" ("account_id");

-- index
create index "sessions_by_account_id" on "sessions" ("account_id");

-- keyTables, postgres
create table "api_keys" ("id" text collate "C" not null primary key, "token_hash" text collate "C" not null unique, "account_id" text collate "C" not null references "accounts" ("id") on delete cascade, "space_id" text collate "C" references "spaces" ("id") on delete cascade, "name" text collate "C" not null, "scopes" text collate "C" not null, "created_at" text collate "C" not null, "expires_at" text collate "C", "last_used_at" text collate "C");

-- keyTables, postgres
create table "password_resets" ("token_hash" text collate "C" not null primary key, "account_id" text collate "C" not null references "accounts" ("id") on delete cascade, "created_at" text collate "C" not null, "expires_at" text collate "C" not null);

-- keyTables, postgres
create table "sessions" ("id" text collate "C" not null primary key, "token_hash" text collate "C" not null unique, "account_id" text collate "C" not null references "accounts" ("id") on delete cascade, "created_at" text collate "C" not null, "last_seen_at" text collate "C" not null, "expires_at" text collate "C" not null, "address" text collate "C" not null, "device" text collate "C" not null);

-- keyTables, sqlite
create table "api_keys" ("id" text not null primary key, "token_hash" text not null unique, "account_id" text not null references "accounts" ("id") on delete cascade, "space_id" text references "spaces" ("id") on delete cascade, "name" text not null, "scopes" text not null, "created_at" text not null, "expires_at" text, "last_used_at" text);

-- keyTables, sqlite
create table "password_resets" ("token_hash" text not null primary key, "account_id" text not null references "accounts" ("id") on delete cascade, "created_at" text not null, "expires_at" text not null);

-- keyTables, sqlite
create table "sessions" ("id" text not null primary key, "token_hash" text not null unique, "account_id" text not null references "accounts" ("id") on delete cascade, "created_at" text not null, "last_seen_at" text not null, "expires_at" text not null, "address" text not null, "device" text not null);

-- peopleTables, postgres
create table "accounts" ("id" text collate "C" not null primary key, "name" text collate "C" not null, "name_key" text collate "C" not null, "email" text collate "C" not null, "email_key" text collate "C" not null unique, "password_hash" text collate "C" not null, "created_at" text collate "C" not null, "banned_at" text collate "C");

-- peopleTables, postgres
create table "recovery_codes" ("account_id" text collate "C" not null references "accounts" ("id") on delete cascade, "code_hash" text collate "C" not null, constraint "recovery_codes_key" primary key ("account_id", "code_hash"));

-- peopleTables, postgres
create table "two_factors" ("account_id" text collate "C" not null primary key references "accounts" ("id") on delete cascade, "secret" text collate "C" not null, "confirmed_at" text collate "C", "last_step" integer not null);

-- peopleTables, sqlite
create table "accounts" ("id" text not null primary key, "name" text not null, "name_key" text not null, "email" text not null, "email_key" text not null unique, "password_hash" text not null, "created_at" text not null, "banned_at" text);

-- peopleTables, sqlite
create table "recovery_codes" ("account_id" text not null references "accounts" ("id") on delete cascade, "code_hash" text not null, constraint "recovery_codes_key" primary key ("account_id", "code_hash"));

-- peopleTables, sqlite
create table "two_factors" ("account_id" text not null primary key references "accounts" ("id") on delete cascade, "secret" text not null, "confirmed_at" text, "last_step" integer not null);

-- spaceTables, postgres
create table "house" ("id" integer not null primary key, "first_space_id" text collate "C" not null references "spaces" ("id"), "set_up_at" text collate "C" not null);

-- spaceTables, postgres
create table "invitations" ("id" text collate "C" not null primary key, "space_id" text collate "C" not null references "spaces" ("id") on delete cascade, "token_hash" text collate "C" not null unique, "role" text collate "C" not null, "created_by" text collate "C" not null references "accounts" ("id") on delete cascade, "created_at" text collate "C" not null, "expires_at" text collate "C" not null, "uses_left" integer not null);

-- spaceTables, postgres
create table "memberships" ("space_id" text collate "C" not null references "spaces" ("id") on delete cascade, "account_id" text collate "C" not null references "accounts" ("id") on delete cascade, "role" text collate "C" not null, "joined_at" text collate "C" not null, constraint "memberships_key" primary key ("space_id", "account_id"));

-- spaceTables, postgres
create table "spaces" ("id" text collate "C" not null primary key, "slug" text collate "C" not null unique, "name" text collate "C" not null, "description" text collate "C" not null, "created_at" text collate "C" not null, "roster_version" integer not null);

-- spaceTables, sqlite
create table "house" ("id" integer not null primary key, "first_space_id" text not null references "spaces" ("id"), "set_up_at" text not null);

-- spaceTables, sqlite
create table "invitations" ("id" text not null primary key, "space_id" text not null references "spaces" ("id") on delete cascade, "token_hash" text not null unique, "role" text not null, "created_by" text not null references "accounts" ("id") on delete cascade, "created_at" text not null, "expires_at" text not null, "uses_left" integer not null);

-- spaceTables, sqlite
create table "memberships" ("space_id" text not null references "spaces" ("id") on delete cascade, "account_id" text not null references "accounts" ("id") on delete cascade, "role" text not null, "joined_at" text not null, constraint "memberships_key" primary key ("space_id", "account_id"));

-- spaceTables, sqlite
create table "spaces" ("id" text not null primary key, "slug" text not null unique, "name" text not null, "description" text not null, "created_at" text not null, "roster_version" integer not null);
