-- What directory.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- people
select "id", "name"
  from "accounts"
  where "id" in (?, …);
