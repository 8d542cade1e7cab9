-- What 0003-small-posters.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- up
alter table "clips" add column "pictures_folder" text;
