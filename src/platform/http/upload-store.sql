-- What upload-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- announcedBytes
select sum("size") as "bytes"
  from "uploads"
  where "state" = ?
  and "space_id" = ?;

-- announcedBytes
select sum("size") as "bytes"
  from "uploads"
  where "state" = ?;

-- findUpload
select *
  from "uploads"
  where "id" = ?;

-- forgetFinished
delete from "uploads"
  where "state" = ?
  and "expires_at" <= ?;

-- insertUpload
insert into "uploads" ("id", "owner", "subject_id", "space_id", "account_id", "name", "type", "size", "folder", "state", "created_at", "expires_at", "finished_at")
  values (?, …);

-- markFinished
update "uploads"
  set "state" = ?, "finished_at" = ?
  where "id" = ?
  and "state" = ?;

-- openUploadOf
select *
  from "uploads"
  where "subject_id" = ?
  and "state" = ?
  order by "id" desc
  limit ?;

-- openUploadsAfter
select *
  from "uploads"
  where "state" = ?
  and "id" > ?
  order by "id"
  limit ?;

-- removeOpen
delete from "uploads"
  where "id" = ?
  and "state" = ?;
