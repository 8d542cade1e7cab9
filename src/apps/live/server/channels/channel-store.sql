-- What channel-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- channelById
select *
  from "channels"
  where "id" = ?;

-- channelByKey
select *
  from "channels"
  where "key_hash" = ?;

-- channelByPublicId
select *
  from "channels"
  where "public_id" = ?;

-- deleteChannelRows
delete from "channels"
  where "id" = ?;

-- deleteChannelRows
delete from "live_leases"
  where "channel_id" = ?;

-- deleteChannelRows
delete from "live_pushes"
  where "channel_id" = ?;

-- endedTests
select "id"
  from "channels"
  where "test_until" is not null
  and "test_until" <= ?
  order by "test_until"
  limit ?;

-- findChannel
select *
  from "channels"
  where "id" = ?
  and "space_id" = ?;

-- insertChannel
insert into "channels" ("id", "space_id", "owner_id", "public_id", "name", "description", "visibility", "record", "grace_minutes", "low_rendition", "chat_enabled", "chat_guests", "chat_slow_seconds", "state", "off_air", "event_id", "test_until", "created_at", "updated_at", "version", "access_version", "key_hash", "key_sealed")
  values (?, …);

-- listChannels
select *
  from "channels"
  where "space_id" = ?
  and "visibility" in (?, …)
  and ("off_air", "id") > (?, …)
  order by "off_air", "id"
  limit ?;

-- listChannels
select *
  from "channels"
  where "space_id" = ?
  and "visibility" in (?, …)
  order by "off_air", "id"
  limit ?;

-- lockChannel
update "channels"
  set "version" = "version"
  where "id" = ?
  returning *;

-- updateChannel
update "channels"
  set "event_id" = ?
  where "id" = ?;

-- updateChannel
update "channels"
  set "event_id" = ?, "state" = ?, "off_air" = ?
  where "id" = ?;

-- updateChannel
update "channels"
  set "key_hash" = ?, "key_sealed" = ?, "updated_at" = ?
  where "id" = ?;

-- updateChannel
update "channels"
  set "state" = ?
  where "id" = ?;

-- updateChannel
update "channels"
  set "state" = ?, "off_air" = ?
  where "id" = ?;

-- updateChannel
update "channels"
  set "state" = ?, "off_air" = ?, "event_id" = ?
  where "id" = ?;

-- updateChannel
update "channels"
  set "test_until" = ?
  where "id" = ?;

-- updateChannelVersion
update "channels"
  set "chat_slow_seconds" = ?, "grace_minutes" = ?, "updated_at" = ?, "version" = ?
  where "id" = ?
  and "version" = ?;

-- updateChannelVersion
update "channels"
  set "chat_slow_seconds" = ?, "visibility" = ?, "access_version" = ?, "updated_at" = ?, "version" = ?
  where "id" = ?
  and "version" = ?;

-- updateChannelVersion
update "channels"
  set "name" = ?, "updated_at" = ?, "version" = ?
  where "id" = ?
  and "version" = ?;

-- updateChannelVersion
update "channels"
  set "visibility" = ?, "access_version" = ?, "updated_at" = ?, "version" = ?
  where "id" = ?
  and "version" = ?;
