-- What 0001-live.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- index
create index "channels_by_visibility" on "channels" ("space_id", "visibility", "off_air", "id");

-- index
create index "channels_listed" on "channels" ("space_id", "off_air", "id");

-- index
create index "live_events_of_channel" on "live_events" ("channel_id", "id");

-- index
create index "live_events_of_space" on "live_events" ("space_id", "id");

-- index
create index "live_pushes_of_event" on "live_pushes" ("event_id", "epoch");

-- index
create index "live_segments_stored" on "live_segments" ("space_id", "bytes");

-- makeChannels
create index "channels_tested" on "channels" ("test_until")
  where "test_until" is not null;

-- makeChannels, postgres
create table "channels" ("space_id" text collate "C" not null, "id" text collate "C" primary key, "owner_id" text collate "C" not null, "public_id" text collate "C" not null unique, "name" text collate "C" not null, "description" text collate "C" not null, "visibility" text collate "C" not null, "record" integer not null, "grace_minutes" integer not null, "low_rendition" integer not null, "chat_enabled" integer not null, "chat_guests" integer not null, "chat_slow_seconds" integer not null, "state" text collate "C" not null, "off_air" integer not null, "event_id" text collate "C", "test_until" text collate "C", "key_hash" text collate "C" not null unique, "key_sealed" text collate "C" not null, "created_at" text collate "C" not null, "updated_at" text collate "C" not null, "version" integer not null, "access_version" integer not null);

-- makeChannels, sqlite
create table "channels" ("space_id" text not null, "id" text primary key, "owner_id" text not null, "public_id" text not null unique, "name" text not null, "description" text not null, "visibility" text not null, "record" integer not null, "grace_minutes" integer not null, "low_rendition" integer not null, "chat_enabled" integer not null, "chat_guests" integer not null, "chat_slow_seconds" integer not null, "state" text not null, "off_air" integer not null, "event_id" text, "test_until" text, "key_hash" text not null unique, "key_sealed" text not null, "created_at" text not null, "updated_at" text not null, "version" integer not null, "access_version" integer not null);

-- makeEvents
create index "live_events_coming_in_channel" on "live_events" ("channel_id", "scheduled_at", "id")
  where "started_at" is null;

-- makeEvents
create index "live_events_coming_in_space" on "live_events" ("space_id", "scheduled_at", "id")
  where "started_at" is null;

-- makeEvents
create index "live_events_due" on "live_events" ("state", "scheduled_at");

-- makeEvents
create index "live_events_past_in_channel" on "live_events" ("channel_id", "ended_at", "id")
  where "ended_at" is not null;

-- makeEvents
create index "live_events_past_in_space" on "live_events" ("space_id", "ended_at", "id")
  where "ended_at" is not null;

-- makeEvents
create index "live_events_running" on "live_events" ("id")
  where state in ('live', 'reconnecting');

-- makeEvents, postgres
create table "live_events" ("space_id" text collate "C" not null, "id" text collate "C" primary key, "channel_id" text collate "C" not null references "channels" ("id"), "author_id" text collate "C" not null, "title" text collate "C" not null, "description" text collate "C" not null, "state" text collate "C" not null, "scheduled_at" text collate "C", "started_at" text collate "C", "ended_at" text collate "C", "away_since" text collate "C", "peak_viewers" integer not null, "recording" text collate "C" not null, "target_seconds" integer, "clip_id" text collate "C", "created_at" text collate "C" not null, "version" integer not null);

-- makeEvents, sqlite
create table "live_events" ("space_id" text not null, "id" text primary key, "channel_id" text not null references "channels" ("id"), "author_id" text not null, "title" text not null, "description" text not null, "state" text not null, "scheduled_at" text, "started_at" text, "ended_at" text, "away_since" text, "peak_viewers" integer not null, "recording" text not null, "target_seconds" integer, "clip_id" text, "created_at" text not null, "version" integer not null);

-- makePushes
create index "live_leases_of_node" on "live_leases" ("node")
  where "node" is not null;

-- makePushes, postgres
create table "live_leases" ("space_id" text collate "C" not null, "channel_id" text collate "C" primary key, "public_id" text collate "C" not null unique, "node" text collate "C", "address" text collate "C", "epoch" integer not null, "unwritten" integer not null, "beat_at" text collate "C" not null);

-- makePushes, postgres
create table "live_pushes" ("space_id" text collate "C" not null, "id" text collate "C" primary key, "channel_id" text collate "C" not null references "channels" ("id"), "event_id" text collate "C", "epoch" integer not null, "node" text collate "C" not null, "first_sequence" integer not null, "next_sequence" integer not null, "settled" integer not null, "encoder" text collate "C", "started_at" text collate "C" not null, "ended_at" text collate "C", "end_reason" text collate "C", constraint "live_pushes_epoch" unique ("channel_id", "epoch"));

-- makePushes, postgres
create table "live_segments" ("space_id" text collate "C" not null, "event_id" text collate "C" not null, "rendition" text collate "C" not null, "sequence" integer not null, "epoch" integer not null, "duration_seconds" double precision not null, "started_at" text collate "C" not null, "bytes" integer not null, "key" text collate "C" not null, "init_key" text collate "C" not null, "discontinuity" integer not null, constraint "live_segments_pk" primary key ("event_id", "rendition", "sequence"));

-- makePushes, sqlite
create table "live_leases" ("space_id" text not null, "channel_id" text primary key, "public_id" text not null unique, "node" text, "address" text, "epoch" integer not null, "unwritten" integer not null, "beat_at" text not null);

-- makePushes, sqlite
create table "live_pushes" ("space_id" text not null, "id" text primary key, "channel_id" text not null references "channels" ("id"), "event_id" text, "epoch" integer not null, "node" text not null, "first_sequence" integer not null, "next_sequence" integer not null, "settled" integer not null, "encoder" text, "started_at" text not null, "ended_at" text, "end_reason" text, constraint "live_pushes_epoch" unique ("channel_id", "epoch"));

-- makePushes, sqlite
create table "live_segments" ("space_id" text not null, "event_id" text not null, "rendition" text not null, "sequence" integer not null, "epoch" integer not null, "duration_seconds" double precision not null, "started_at" text not null, "bytes" integer not null, "key" text not null, "init_key" text not null, "discontinuity" integer not null, constraint "live_segments_pk" primary key ("event_id", "rendition", "sequence"));
