-- What import-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- existing
select "id"
  from "archived_notes"
  where "space_id" = ?
  and "id" in (?, …);

-- existing
select "id"
  from "notes"
  where "space_id" = ?
  and "id" in (?, …);

-- forgetKeys
delete from "note_import_keys"
  where "note_id" = ?;

-- importById
select *
  from "note_imports"
  where "id" = ?;

-- importBytes
select sum("size") as "bytes"
  from "note_imports"
  where "space_id" = ?
  and "key" is not null;

-- importsOf
select *
  from "note_imports"
  where "space_id" = ?
  and "account_id" = ?
  order by "id" desc
  limit ?;

-- insertImport
insert into "note_imports" ("id", "space_id", "account_id", "file_name", "size", "state", "key", "job_id", "position", "created", "skipped", "problems", "problem_count", "created_at", "failure_code", "failure_message", "purge_at", "upload_url")
  values (?, …);

-- knownNotes
select "key", "note_id"
  from "note_import_keys"
  where "space_id" = ?
  and "key" in (?, …);

-- openImports
select count(*) as "count"
  from "note_imports"
  where "space_id" = ?
  and "account_id" = ?
  and "state" in (?, …);

-- ownedImportKeys
select "key"
  from "note_imports"
  where "id" in (?, …);

-- purgeableImports
select *
  from "note_imports"
  where "purge_at" is not null
  and "purge_at" <= ?
  order by "purge_at"
  limit ?;

-- rememberKey
insert into "note_import_keys" ("space_id", "key", "note_id")
  values (?, …)
  on conflict ("space_id", "key")
  do update
  set "note_id" = ?;

-- updateImport
update "note_imports"
  set "key" = ?, "purge_at" = ?
  where "id" = ?;

-- updateImport
update "note_imports"
  set "position" = ?, "created" = ?, "skipped" = ?, "problems" = ?, "problem_count" = ?
  where "id" = ?;

-- updateImport
update "note_imports"
  set "state" = ?
  where "id" = ?;

-- updateImport
update "note_imports"
  set "state" = ?, "purge_at" = ?
  where "id" = ?;

-- updateImport
update "note_imports"
  set "state" = ?, "purge_at" = ?, "failure_code" = ?, "failure_message" = ?
  where "id" = ?;

-- updateImport
update "note_imports"
  set "state" = ?, "upload_url" = ?
  where "id" = ?;

-- updateImport
update "note_imports"
  set "state" = ?, "upload_url" = ?, "key" = ?, "size" = ?, "job_id" = ?
  where "id" = ?;
