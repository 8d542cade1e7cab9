-- What mark-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- mark
insert into "search_marks" ("kind", "id", "space_id", "stamp", "filling")
  values (?, …)
  on conflict ("kind", "id", "space_id")
  do update
  set "stamp" = ?, "filling" = ?;

-- markAll
insert into "search_marks" ("kind", "id", "space_id", "stamp", "filling")
  values (?, …)
  on conflict ("kind", "id", "space_id")
  do nothing;

-- markAll
insert into "search_marks" ("kind", "id", "space_id", "stamp", "filling")
  values (?, …), …
  on conflict ("kind", "id", "space_id")
  do nothing;

-- markedAmong
select "kind", "id"
  from "search_marks"
  where "space_id" = ?
  and "kind" in (?, …)
  and "id" in (?, …);

-- newestStamp
select "stamp"
  from "search_marks"
  where "filling" = ?
  and "kind" in (?, …)
  order by "stamp" desc
  limit ?;

-- nextMarks
select *
  from "search_marks"
  where "filling" = ?
  and "kind" in (?, …)
  and "stamp" <= ?
  order by "stamp"
  limit ?;

-- nextMarks
select *
  from "search_marks"
  where "filling" = ?
  and "kind" in (?, …)
  order by "stamp"
  limit ?;

-- postponeMark
update "search_marks"
  set "stamp" = ?, "filling" = ?
  where "kind" = ?
  and "id" = ?
  and "space_id" = ?
  and "stamp" = ?;

-- takeMark
delete from "search_marks"
  where "kind" = ?
  and "id" = ?
  and "space_id" = ?
  and "stamp" = ?;
