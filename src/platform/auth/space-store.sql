-- What space-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- findFirstSpace
select "spaces"."id", "slug", "name"
  from "house"
  inner join "spaces" on "spaces"."id" = "first_space_id";

-- findSpace
select *
  from "spaces"
  where "id" = ?;

-- findSpaceBySlug
select "id", "slug", "name"
  from "spaces"
  where "slug" = ?;

-- insertHouse
insert into "house" ("id", "first_space_id", "set_up_at")
  values (?, …);

-- insertSpace
insert into "spaces" ("id", "slug", "name", "description", "created_at", "roster_version")
  values (?, …);

-- lockRoster
update "spaces"
  set "roster_version" = "roster_version" + ?
  where "id" = ?;

-- slugsLike
select "slug"
  from "spaces"
  where "slug" >= ?
  and "slug" < ?;

-- updateSpace
update "spaces"
  set "name" = ?
  where "id" = ?;

-- updateSpace
update "spaces"
  set "name" = ?, "description" = ?
  where "id" = ?;
