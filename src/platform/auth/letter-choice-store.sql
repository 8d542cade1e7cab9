-- What letter-choice-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- refuseLetters
update "accounts"
  set "letters_refused_at" = ?
  where "id" = ?;

-- takesLetters
select "letters_refused_at"
  from "accounts"
  where "id" = ?;
