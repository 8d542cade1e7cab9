-- What 0003-small-posters.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- up, postgres
alter table "clips" add column "pictures_folder" text collate "C";

-- up, sqlite
alter table "clips" add column "pictures_folder" text;
