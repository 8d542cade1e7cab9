-- What entry-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- removeEntry
delete from "search_entries"
  where "kind" = ?
  and "id" = ?
  and "space_id" = ?
  returning "position";
