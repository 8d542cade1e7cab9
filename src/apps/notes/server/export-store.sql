-- What export-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- deleteExportRow
delete from "note_exports"
  where "id" = ?;

-- exportById
select *
  from "note_exports"
  where "id" = ?;

-- exportsOf
select *
  from "note_exports"
  where "space_id" = ?
  and "account_id" = ?
  and "removed_at" is null
  order by "id" desc
  limit ?;

-- insertExport
insert into "note_exports" ("id", "space_id", "account_id", "format", "ask", "state", "job_id", "sees", "key", "size", "created_at", "expires_at", "purge_at", "failure_code", "failure_message", "removed_at")
  values (?, …);

-- openExports
select count(*) as "count"
  from "note_exports"
  where "space_id" = ?
  and "account_id" = ?
  and "state" in (?, …);

-- ownedExportKeys
select "key"
  from "note_exports"
  where "id" in (?, …);

-- purgeableExports
select *
  from "note_exports"
  where "purge_at" is not null
  and "purge_at" <= ?
  order by "purge_at"
  limit ?;

-- updateExport
update "note_exports"
  set "key" = ?, "purge_at" = ?
  where "id" = ?;

-- updateExport
update "note_exports"
  set "key" = ?, "size" = ?, "state" = ?, "expires_at" = ?, "purge_at" = ?
  where "id" = ?;

-- updateExport
update "note_exports"
  set "removed_at" = ?, "purge_at" = ?
  where "id" = ?;

-- updateExport
update "note_exports"
  set "state" = ?, "purge_at" = ?, "failure_code" = ?, "failure_message" = ?
  where "id" = ?;

-- updateExport
update "note_exports"
  set "state" = ?, "sees" = ?
  where "id" = ?;
