-- What attachment-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- allAttachmentsOf
select *
  from "note_attachments"
  where "note_id" = ?
  order by "id";

-- attachmentById
select *
  from "note_attachments"
  where "id" = ?;

-- attachmentKinds
select distinct "note_id", case when picture_type is null then 0 else 1 end as "picture"
  from "note_attachments"
  where "note_id" in (?, …)
  and "removed_at" is null
  and "state" = ?;

-- attachmentsOf
select *
  from "note_attachments"
  where "note_id" = ?
  and "removed_at" is null
  order by "id";

-- deleteAttachmentRow
delete from "note_attachments"
  where "id" = ?;

-- insertAttachment
insert into "note_attachments" ("id", "space_id", "note_id", "name", "size", "type", "original_key", "picture_type", "shown_key", "removed_at", "purge_at", "account_id", "state", "upload_url", "created_at")
  values (?, …);

-- ownedAttachmentKeys
select "original_key", "shown_key"
  from "note_attachments"
  where "id" in (?, …);

-- purgeableAttachments
select *
  from "note_attachments"
  where "purge_at" is not null
  and "purge_at" <= ?
  order by "purge_at"
  limit ?;

-- storedBytes
select sum("size") as "bytes"
  from "note_attachments"
  where "space_id" = ?
  and "original_key" is not null;

-- updateAttachment
update "note_attachments"
  set "removed_at" = ?, "purge_at" = ?
  where "id" = ?;

-- updateAttachment
update "note_attachments"
  set "state" = ?, "original_key" = ?, "size" = ?, "upload_url" = ?
  where "id" = ?;

-- updateAttachment
update "note_attachments"
  set "state" = ?, "picture_type" = ?, "shown_key" = ?
  where "id" = ?;
