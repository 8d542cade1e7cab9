-- What fill-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- countEntries
select count(*) as "count"
  from "search_entries"
  where "kind" in (?, …);

-- entriesBelow
select "position", "kind", "id", "space_id" as "spaceId"
  from "search_entries"
  where "kind" in (?, …)
  and "position" < ?
  order by "position" desc
  limit ?;

-- keepFill
insert into "search_fills" ("kind", "after", "done")
  values (?, …)
  on conflict ("kind")
  do update
  set "after" = ?, "done" = ?;

-- readFills
select *
  from "search_fills";

-- startFills
delete from "search_fills";
