-- What 0003-follows.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- up
create index "live_follows_listed" on "live_follows" ("account_id", "space_id", "id");

-- up
create index "live_follows_of_channel" on "live_follows" ("channel_id", "id");

-- up
create index "live_letters_by_time" on "live_letters" ("sent_at");

-- up, postgres
create table "live_follows" ("id" text collate "C" primary key, "space_id" text collate "C" not null, "channel_id" text collate "C" not null, "account_id" text collate "C" not null, "created_at" text collate "C" not null, constraint "live_follows_account" unique ("account_id", "channel_id"));

-- up, postgres
create table "live_letters" ("channel_id" text collate "C" not null, "account_id" text collate "C" not null, "kind" text collate "C" not null, "space_id" text collate "C" not null, "event_id" text collate "C" not null, "sent_at" text collate "C" not null, constraint "live_letters_pk" primary key ("channel_id", "account_id", "kind"));

-- up, sqlite
create table "live_follows" ("id" text primary key, "space_id" text not null, "channel_id" text not null, "account_id" text not null, "created_at" text not null, constraint "live_follows_account" unique ("account_id", "channel_id"));

-- up, sqlite
create table "live_letters" ("channel_id" text not null, "account_id" text not null, "kind" text not null, "space_id" text not null, "event_id" text not null, "sent_at" text not null, constraint "live_letters_pk" primary key ("channel_id", "account_id", "kind"));
