-- What member-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- allMembers
select "account_id" as "accountId", "name", "memberships"."name_key" as "nameKey", "email", "role", "joined_at" as "joinedAt"
  from "memberships"
  inner join "accounts" on "accounts"."id" = "account_id"
  where "space_id" = ?
  order by "memberships"."name_key";

-- deleteMembership
delete from "memberships"
  where "space_id" = ?
  and "account_id" = ?;

-- findMember
select "account_id" as "accountId", "name", "memberships"."name_key" as "nameKey", "email", "role", "joined_at" as "joinedAt"
  from "memberships"
  inner join "accounts" on "accounts"."id" = "account_id"
  where "space_id" = ?
  and "account_id" = ?;

-- hasOtherOwner
select "account_id"
  from "memberships"
  where "space_id" = ?
  and "role" = ?
  and "account_id" != ?
  limit ?;

-- insertMembership
insert into "memberships" ("space_id", "account_id", "joined_at", "role", "name_key")
  values (?, ?, ?, ?, (select "name_key"
  from "accounts"
  where "id" = ?));

-- insertMembership
insert into "memberships" ("space_id", "account_id", "role", "joined_at", "name_key")
  values (?, ?, ?, ?, (select "name_key"
  from "accounts"
  where "id" = ?));

-- membersAfter
select "account_id" as "id", "space_id" as "spaceId"
  from "memberships"
  where "account_id" in (select distinct "account_id"
  from "memberships"
  order by "account_id"
  limit ?)
  order by "account_id";

-- membersAfter
select "account_id" as "id", "space_id" as "spaceId"
  from "memberships"
  where "account_id" in (select distinct "account_id"
  from "memberships"
  where "account_id" > ?
  order by "account_id"
  limit ?)
  order by "account_id";

-- membersById
select "account_id" as "accountId", "space_id" as "spaceId", "name", "joined_at" as "joinedAt"
  from "memberships"
  inner join "accounts" on "accounts"."id" = "account_id"
  where "account_id" in (?, …);

-- membersPage
select "account_id" as "accountId", "name", "memberships"."name_key" as "nameKey", "email", "role", "joined_at" as "joinedAt"
  from "memberships"
  inner join "accounts" on "accounts"."id" = "account_id"
  where "space_id" = ?
  and ("memberships"."name_key", "account_id") > (?, …)
  order by "memberships"."name_key", "account_id"
  limit ?;

-- membersPage
select "account_id" as "accountId", "name", "memberships"."name_key" as "nameKey", "email", "role", "joined_at" as "joinedAt"
  from "memberships"
  inner join "accounts" on "accounts"."id" = "account_id"
  where "space_id" = ?
  order by "memberships"."name_key", "account_id"
  limit ?;

-- membersToWrite
select "account_id" as "accountId", "name", "email", "role"
  from "memberships"
  inner join "accounts" on "accounts"."id" = "account_id"
  where "space_id" = ?
  and "account_id" in (?, …)
  and "banned_at" is null
  and "letters_refused_at" is null;

-- membershipsOf
select *
  from "memberships"
  where "account_id" in (?, …);

-- roleIn
select "role"
  from "memberships"
  where "space_id" = ?
  and "account_id" = ?;

-- spacesOf
select "spaces"."id", "slug", "name", "role"
  from "memberships"
  inner join "spaces" on "spaces"."id" = "space_id"
  where "account_id" = ?
  order by "spaces"."id";

-- updateRole
update "memberships"
  set "role" = ?
  where "space_id" = ?
  and "account_id" = ?;

-- welcomeRoleIn
select "role"
  from "memberships"
  inner join "accounts" on "accounts"."id" = "account_id"
  where "space_id" = ?
  and "account_id" = ?
  and "banned_at" is null;
