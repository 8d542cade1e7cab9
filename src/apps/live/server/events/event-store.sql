-- What event-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- deleteEventRow
delete from "live_events"
  where "id" = ?;

-- dueEvents
select *
  from "live_events"
  where "state" = ?
  and "scheduled_at" <= ?
  order by "scheduled_at"
  limit ?;

-- eventById
select *
  from "live_events"
  where "id" = ?;

-- eventsOfChannel
select *
  from "live_events"
  where "channel_id" = ?
  order by "id";

-- eventsUntil
select *
  from "live_events"
  where "channel_id" = ?
  and "started_at" is null
  and "ended_at" is null
  and "scheduled_at" is not null
  and "scheduled_at" <= ?
  order by "scheduled_at" desc, "id" desc
  limit ?;

-- findEvent
select *
  from "live_events"
  where "id" = ?
  and "space_id" = ?;

-- forgottenEvents
select *
  from "live_events"
  where "started_at" is null
  and "ended_at" is null
  and "state" = ?
  and "scheduled_at" <= ?
  order by "scheduled_at"
  limit ?;

-- insertEvent
insert into "live_events" ("id", "space_id", "channel_id", "author_id", "title", "description", "state", "scheduled_at", "started_at", "ended_at", "away_since", "peak_viewers", "recording", "target_seconds", "clip_id", "created_at", "version")
  values (?, …);

-- listEvents
select "live_events".*
  from "live_events"
  inner join "channels" on "channels"."id" = "live_events"."channel_id"
  where "live_events"."space_id" = ?
  and "channels"."visibility" in (?, …)
  and "live_events"."channel_id" = ?
  and "live_events"."ended_at" is not null
  and ("live_events"."ended_at", "live_events"."id") < (?, …)
  order by "live_events"."ended_at" desc, "live_events"."id" desc
  limit ?;

-- listEvents
select "live_events".*
  from "live_events"
  inner join "channels" on "channels"."id" = "live_events"."channel_id"
  where "live_events"."space_id" = ?
  and "channels"."visibility" in (?, …)
  and "live_events"."channel_id" = ?
  and "live_events"."ended_at" is not null
  order by "live_events"."ended_at" desc, "live_events"."id" desc
  limit ?;

-- listEvents
select "live_events".*
  from "live_events"
  inner join "channels" on "channels"."id" = "live_events"."channel_id"
  where "live_events"."space_id" = ?
  and "channels"."visibility" in (?, …)
  and "live_events"."id" < ?
  order by "live_events"."id" desc
  limit ?;

-- listEvents
select "live_events".*
  from "live_events"
  inner join "channels" on "channels"."id" = "live_events"."channel_id"
  where "live_events"."space_id" = ?
  and "channels"."visibility" in (?, …)
  and "live_events"."started_at" is null
  and "live_events"."ended_at" is null
  and "live_events"."scheduled_at" is not null
  and ("live_events"."scheduled_at", "live_events"."id") > (?, …)
  order by "live_events"."scheduled_at", "live_events"."id"
  limit ?;

-- listEvents
select "live_events".*
  from "live_events"
  inner join "channels" on "channels"."id" = "live_events"."channel_id"
  where "live_events"."space_id" = ?
  and "channels"."visibility" in (?, …)
  and "live_events"."started_at" is null
  and "live_events"."ended_at" is null
  and "live_events"."scheduled_at" is not null
  order by "live_events"."scheduled_at", "live_events"."id"
  limit ?;

-- listEvents
select "live_events".*
  from "live_events"
  inner join "channels" on "channels"."id" = "live_events"."channel_id"
  where "live_events"."space_id" = ?
  and "channels"."visibility" in (?, …)
  order by "live_events"."id" desc
  limit ?;

-- nextEvent
select *
  from "live_events"
  where "channel_id" = ?
  and "started_at" is null
  and "ended_at" is null
  and "scheduled_at" is not null
  order by "scheduled_at", "id"
  limit ?;

-- raisePeak
update "live_events"
  set "peak_viewers" = ?
  where "id" = ?
  and "peak_viewers" < ?;

-- runningEvents
select *
  from "live_events"
  where state in ('live', 'reconnecting')
  order by "id";

-- updateEvent
update "live_events"
  set "recording" = ?
  where "id" = ?;

-- updateEvent
update "live_events"
  set "recording" = ?, "clip_id" = ?
  where "id" = ?;

-- updateEvent
update "live_events"
  set "state" = ?
  where "id" = ?;

-- updateEvent
update "live_events"
  set "state" = ?, "away_since" = ?
  where "id" = ?;

-- updateEvent
update "live_events"
  set "state" = ?, "away_since" = ?, "started_at" = ?, "recording" = ?
  where "id" = ?;

-- updateEvent
update "live_events"
  set "state" = ?, "ended_at" = ?
  where "id" = ?;

-- updateEvent
update "live_events"
  set "state" = ?, "ended_at" = ?, "away_since" = ?, "version" = ?
  where "id" = ?;

-- updateEvent
update "live_events"
  set "target_seconds" = ?
  where "id" = ?;

-- updateEventVersion
update "live_events"
  set "title" = ?, "scheduled_at" = ?, "state" = ?, "version" = ?
  where "id" = ?
  and "version" = ?;

-- updateEventVersion
update "live_events"
  set "title" = ?, "version" = ?
  where "id" = ?
  and "version" = ?;
