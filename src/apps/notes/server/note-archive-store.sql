-- What note-archive-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- archivableNotes
select "id"
  from "notes"
  where "space_id" = ?
  and "visibility" = ?
  and "deleted_at" is null
  and "pinned" = ?
  and "updated_at" < ?
  and "author_id" = ?
  order by "updated_at", "id"
  limit ?;

-- archivableNotes
select "id"
  from "notes"
  where "space_id" = ?
  and "visibility" = ?
  and "deleted_at" is null
  and "pinned" = ?
  and "updated_at" < ?
  order by "updated_at", "id"
  limit ?;

-- countArchivable
select count(*) as "count"
  from "notes"
  where "space_id" = ?
  and "visibility" = ?
  and "deleted_at" is null
  and "pinned" = ?
  and "updated_at" < ?
  and "author_id" = ?;

-- countArchivable
select count(*) as "count"
  from "notes"
  where "space_id" = ?
  and "visibility" = ?
  and "deleted_at" is null
  and "pinned" = ?
  and "updated_at" < ?;
