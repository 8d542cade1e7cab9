-- What 0002-chat.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- up
create index "chat_bans_of_channel" on "chat_bans" ("channel_id", "id");

-- up
create index "chat_messages_by_time" on "chat_messages" ("created_at");

-- up
create index "chat_messages_of_channel" on "chat_messages" ("channel_id", "id");

-- up
create index "chat_messages_of_event" on "chat_messages" ("event_id", "at", "id");

-- up
create index "chat_messages_of_person" on "chat_messages" ("channel_id", "person", "id");

-- up
create index "chat_paces_by_time" on "chat_paces" ("last_at");

-- up, postgres
create table "chat_bans" ("id" text collate "C" primary key, "space_id" text collate "C" not null, "channel_id" text collate "C" not null, "person" text collate "C" not null, "account_id" text collate "C", "guest_name" text collate "C", "until" text collate "C", "created_at" text collate "C" not null, "by_id" text collate "C" not null, constraint "chat_bans_person" unique ("channel_id", "person"));

-- up, postgres
create table "chat_messages" ("id" text collate "C" primary key, "space_id" text collate "C" not null, "channel_id" text collate "C" not null, "event_id" text collate "C", "at" double precision, "person" text collate "C" not null, "account_id" text collate "C", "guest_name" text collate "C", "role" text collate "C" not null, "body" text collate "C" not null, "created_at" text collate "C" not null, "removed_at" text collate "C");

-- up, postgres
create table "chat_paces" ("channel_id" text collate "C" not null, "space_id" text collate "C" not null, "person" text collate "C" not null, "last_at" text collate "C" not null, "window_at" text collate "C" not null, "window_count" integer not null, constraint "chat_paces_pk" primary key ("channel_id", "person"));

-- up, postgres
create table "chat_pins" ("channel_id" text collate "C" primary key, "space_id" text collate "C" not null, "message_id" text collate "C" not null);

-- up, sqlite
create table "chat_bans" ("id" text primary key, "space_id" text not null, "channel_id" text not null, "person" text not null, "account_id" text, "guest_name" text, "until" text, "created_at" text not null, "by_id" text not null, constraint "chat_bans_person" unique ("channel_id", "person"));

-- up, sqlite
create table "chat_messages" ("id" text primary key, "space_id" text not null, "channel_id" text not null, "event_id" text, "at" double precision, "person" text not null, "account_id" text, "guest_name" text, "role" text not null, "body" text not null, "created_at" text not null, "removed_at" text);

-- up, sqlite
create table "chat_paces" ("channel_id" text not null, "space_id" text not null, "person" text not null, "last_at" text not null, "window_at" text not null, "window_count" integer not null, constraint "chat_paces_pk" primary key ("channel_id", "person"));

-- up, sqlite
create table "chat_pins" ("channel_id" text primary key, "space_id" text not null, "message_id" text not null);
