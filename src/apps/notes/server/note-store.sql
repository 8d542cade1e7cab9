-- What note-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- deleteNoteRows
delete from "archived_notes"
  where "id" = ?;

-- deleteNoteRows
delete from "note_links"
  where "from_id" = ?;

-- deleteNoteRows
delete from "note_revisions"
  where "note_id" = ?;

-- deleteNoteRows
delete from "notes"
  where "id" = ?;

-- insertNote
insert into "archived_notes" ("id", "space_id", "author_id", "editor_id", "title", "title_folded", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "purge_at", "created_at", "updated_at", "version", "access_version", "body")
  values (?, …);

-- insertNote
insert into "notes" ("id", "space_id", "author_id", "editor_id", "title", "title_folded", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "purge_at", "created_at", "updated_at", "version", "access_version", "body")
  values (?, …);

-- noteById
select *
  from "archived_notes"
  where "id" = ?;

-- noteById
select *
  from "notes"
  where "id" = ?;

-- noteIds
select "id", "space_id" as "spaceId"
  from "archived_notes"
  where "id" > ?
  order by "id"
  limit ?;

-- noteIds
select "id", "space_id" as "spaceId"
  from "notes"
  where "id" > ?
  order by "id"
  limit ?;

-- notesById
select *
  from "archived_notes"
  where "id" in (?, …);

-- notesById
select *
  from "notes"
  where "id" in (?, …);

-- purgeableNotes
select "id"
  from "archived_notes"
  where "deleted_at" is not null
  and "purge_at" <= ?
  limit ?;

-- purgeableNotes
select "id"
  from "notes"
  where "deleted_at" is not null
  and "purge_at" <= ?
  limit ?;

-- replaceNote
delete from "archived_notes"
  where "id" = ?
  and "version" = ?;

-- replaceNote
delete from "notes"
  where "id" = ?
  and "version" = ?;

-- updateNote
update "archived_notes"
  set "deleted_at" = ?, "purge_at" = ?, "access_version" = ?
  where "id" = ?
  and "version" = ?;

-- updateNote
update "archived_notes"
  set "editor_id" = ?, "excerpt" = ?, "version" = ?, "body" = ?
  where "id" = ?
  and "version" = ?;

-- updateNote
update "archived_notes"
  set "editor_id" = ?, "tags" = ?, "version" = ?
  where "id" = ?
  and "version" = ?;

-- updateNote
update "archived_notes"
  set "tags" = ?, "version" = ?
  where "id" = ?
  and "version" = ?;

-- updateNote
update "archived_notes"
  set "tags" = ?, "visibility" = ?, "updated_at" = ?, "version" = ?, "access_version" = ?
  where "id" = ?
  and "version" = ?;

-- updateNote
update "notes"
  set "deleted_at" = ?, "purge_at" = ?, "access_version" = ?
  where "id" = ?
  and "version" = ?;

-- updateNote
update "notes"
  set "editor_id" = ?, "excerpt" = ?, "tags" = ?, "version" = ?, "body" = ?
  where "id" = ?
  and "version" = ?;

-- updateNote
update "notes"
  set "editor_id" = ?, "excerpt" = ?, "updated_at" = ?, "version" = ?, "body" = ?
  where "id" = ?
  and "version" = ?;

-- updateNote
update "notes"
  set "editor_id" = ?, "excerpt" = ?, "version" = ?, "body" = ?
  where "id" = ?
  and "version" = ?;

-- updateNote
update "notes"
  set "editor_id" = ?, "tags" = ?, "updated_at" = ?, "version" = ?
  where "id" = ?
  and "version" = ?;

-- updateNote
update "notes"
  set "editor_id" = ?, "tags" = ?, "version" = ?
  where "id" = ?
  and "version" = ?;

-- updateNote
update "notes"
  set "editor_id" = ?, "title" = ?, "title_folded" = ?, "excerpt" = ?, "tags" = ?, "version" = ?, "body" = ?
  where "id" = ?
  and "version" = ?;

-- updateNote
update "notes"
  set "editor_id" = ?, "title" = ?, "title_folded" = ?, "version" = ?
  where "id" = ?
  and "version" = ?;

-- updateNote
update "notes"
  set "editor_id" = ?, "visibility" = ?, "version" = ?, "access_version" = ?
  where "id" = ?
  and "version" = ?;

-- updateNote
update "notes"
  set "excerpt" = ?, "updated_at" = ?, "version" = ?, "body" = ?
  where "id" = ?
  and "version" = ?;

-- updateNote
update "notes"
  set "excerpt" = ?, "version" = ?, "body" = ?
  where "id" = ?
  and "version" = ?;

-- updateNote
update "notes"
  set "pinned" = ?, "visibility" = ?, "version" = ?, "access_version" = ?
  where "id" = ?
  and "version" = ?;

-- updateNote
update "notes"
  set "tags" = ?, "version" = ?
  where "id" = ?
  and "version" = ?;

-- updateNote
update "notes"
  set "title" = ?, "title_folded" = ?, "excerpt" = ?, "tags" = ?, "version" = ?, "body" = ?
  where "id" = ?
  and "version" = ?;

-- updateNote
update "notes"
  set "title" = ?, "title_folded" = ?, "version" = ?
  where "id" = ?
  and "version" = ?;

-- updateNote
update "notes"
  set "visibility" = ?, "version" = ?, "access_version" = ?
  where "id" = ?
  and "version" = ?;
