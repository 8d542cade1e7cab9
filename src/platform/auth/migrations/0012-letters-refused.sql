-- What 0012-letters-refused.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- up, postgres
alter table "accounts" add column "letters_refused_at" text collate "C";

-- up, sqlite
alter table "accounts" add column "letters_refused_at" text;
