-- What migrator.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- down
create table if not exists "schema_migrations" ("name" text not null primary key, "position" integer not null, "applied_at" text not null);

-- down
delete from "schema_migrations"
  where "name" = ?;

-- down
select "name"
  from "schema_migrations"
  order by "position" desc
  limit ?;

-- isApplied
select "name"
  from "schema_migrations"
  where "name" = ?;

-- status
create table if not exists "schema_migrations" ("name" text not null primary key, "position" integer not null, "applied_at" text not null);

-- status
select *
  from "schema_migrations"
  order by "position";

-- up
create table if not exists "schema_migrations" ("name" text not null primary key, "position" integer not null, "applied_at" text not null);

-- up
insert into "schema_migrations" ("name", "position", "applied_at")
  values (?, …);

-- up
select "name", "position"
  from "schema_migrations";
