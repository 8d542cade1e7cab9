-- What 0006-duties.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- up, postgres
create table "duties" ("name" text collate "C" not null primary key, "owner" text collate "C", "epoch" integer not null, "beat" integer not null);

-- up, sqlite
create table "duties" ("name" text not null primary key, "owner" text, "epoch" integer not null, "beat" integer not null);
