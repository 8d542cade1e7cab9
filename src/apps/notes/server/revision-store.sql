-- What revision-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- findRevision
select *
  from "note_revisions"
  where "note_id" = ?
  and "version" <= ?
  order by "version" desc
  limit ?;

-- insertRevision
insert into "note_revisions" ("note_id", "version", "at", "editor_id", "title", "tags", "length", "kept_start", "kept_end", "renamed", "text")
  values (?, …);

-- listRevisions
select "version", "at", "editor_id", "title", "length"
  from "note_revisions"
  where "note_id" = ?
  and "version" < ?
  order by "version" desc
  limit ?;

-- listRevisions
select "version", "at", "editor_id", "title", "length"
  from "note_revisions"
  where "note_id" = ?
  order by "version" desc
  limit ?;

-- renamesSince
select "renamed"
  from "note_revisions"
  where "note_id" = ?
  and "version" > ?
  order by "version";
