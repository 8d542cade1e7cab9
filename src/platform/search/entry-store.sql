-- What entry-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- knownEntries
select "id"
  from "search_entries"
  where "kind" = ?
  and "id" in (?, …)
  and "space_id" = ?;

-- removeEntry
delete from "search_entries"
  where "kind" = ?
  and "id" = ?
  and "space_id" = ?
  returning "position";
