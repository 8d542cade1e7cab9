-- What search-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- channelIds
select "id", "space_id" as "spaceId"
  from "channels"
  where "id" > ?
  order by "id"
  limit ?;

-- channelsById
select *
  from "channels"
  where "id" in (?, …);

-- eventIds
select "id", "space_id" as "spaceId"
  from "live_events"
  where "id" > ?
  order by "id"
  limit ?;

-- eventsWithChannels
select "live_events".*, "channels"."visibility"
  from "live_events"
  inner join "channels" on "channels"."id" = "live_events"."channel_id"
  where "live_events"."id" in (?, …);
