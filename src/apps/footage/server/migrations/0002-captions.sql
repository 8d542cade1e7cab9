-- What 0002-captions.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- up, postgres
alter table "clips" add column "captions" text collate "C" default '[]' not null;

-- up, sqlite
alter table "clips" add column "captions" text default '[]' not null;
