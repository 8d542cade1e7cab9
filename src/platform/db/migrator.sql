-- What migrator.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- down
delete from "schema_migrations"
  where "name" = ?;

-- down
select "name"
  from "schema_migrations"
  order by "position";

-- down, postgres
create table if not exists "schema_migrations" ("name" text collate "C" not null primary key, "position" integer not null, "applied_at" text collate "C" not null);

-- down, sqlite
create table if not exists "schema_migrations" ("name" text not null primary key, "position" integer not null, "applied_at" text not null);

-- look
select "name"
  from "schema_migrations";

-- namesApplied, postgres
create table if not exists "schema_migrations" ("name" text collate "C" not null primary key, "position" integer not null, "applied_at" text collate "C" not null);

-- namesApplied, sqlite
create table if not exists "schema_migrations" ("name" text not null primary key, "position" integer not null, "applied_at" text not null);

-- status
select *
  from "schema_migrations"
  order by "position";

-- status, postgres
create table if not exists "schema_migrations" ("name" text collate "C" not null primary key, "position" integer not null, "applied_at" text collate "C" not null);

-- status, sqlite
create table if not exists "schema_migrations" ("name" text not null primary key, "position" integer not null, "applied_at" text not null);

-- up
insert into "schema_migrations" ("name", "position", "applied_at")
  values (?, …);

-- up
select "name", "position"
  from "schema_migrations";
