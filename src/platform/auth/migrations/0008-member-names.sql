-- What 0008-member-names.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- up
update memberships
  set name_key = (select name_key
  from accounts
  where id = account_id);

-- up, postgres
alter table "memberships" add column "name_key" text collate "C" default '' not null;

-- up, sqlite
alter table "memberships" add column "name_key" text default '' not null;
