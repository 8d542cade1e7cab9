-- What follow-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- deleteFollow
delete from "live_follows"
  where "account_id" = ?
  and "channel_id" = ?;

-- deleteFollowsById
delete from "live_follows"
  where "id" in (?, …);

-- deleteFollowsOfChannel
delete from "live_follows"
  where "channel_id" = ?;

-- deleteFollowsOfChannel
delete from "live_letters"
  where "channel_id" = ?;

-- everyFollow
select *
  from "live_follows"
  where "id" > ?
  order by "id"
  limit ?;

-- followById
select *
  from "live_follows"
  where "id" = ?;

-- followIds
select "id"
  from "live_follows"
  where "channel_id" = ?
  and "id" > ?
  order by "id"
  limit ?;

-- followedAmong
select "channel_id"
  from "live_follows"
  where "account_id" = ?
  and "channel_id" in (?, …);

-- followersAmong
select "account_id"
  from "live_follows"
  where "account_id" in (?, …)
  and "channel_id" = ?;

-- followsById
select *
  from "live_follows"
  where "id" in (?, …);

-- insertFollow
insert into "live_follows" ("id", "space_id", "channel_id", "account_id", "created_at")
  values (?, …)
  on conflict ("account_id", "channel_id")
  do nothing;

-- listFollows
select "live_follows".*, "channels"."name"
  from "live_follows"
  inner join "channels" on "channels"."id" = "live_follows"."channel_id"
  where "live_follows"."account_id" = ?
  and "live_follows"."space_id" = ?
  and "channels"."visibility" in (?, …)
  and "live_follows"."id" < ?
  order by "live_follows"."id" desc
  limit ?;

-- listFollows
select "live_follows".*, "channels"."name"
  from "live_follows"
  inner join "channels" on "channels"."id" = "live_follows"."channel_id"
  where "live_follows"."account_id" = ?
  and "live_follows"."space_id" = ?
  and "channels"."visibility" in (?, …)
  order by "live_follows"."id" desc
  limit ?;
