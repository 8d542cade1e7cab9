-- What audit-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- auditPage
select *
  from "audit_entries"
  where "space_id" = ?
  and "action" = ?
  and "subject_id" = ?
  order by "id" desc
  limit ?;

-- auditPage
select *
  from "audit_entries"
  where "space_id" = ?
  and "action" = ?
  order by "id" desc
  limit ?;

-- auditPage
select *
  from "audit_entries"
  where "space_id" = ?
  and "actor" = ?
  and "action" = ?
  order by "id" desc
  limit ?;

-- auditPage
select *
  from "audit_entries"
  where "space_id" = ?
  and "actor" = ?
  and "id" >= ?
  order by "id" desc
  limit ?;

-- auditPage
select *
  from "audit_entries"
  where "space_id" = ?
  and "actor" = ?
  order by "id" desc
  limit ?;

-- auditPage
select *
  from "audit_entries"
  where "space_id" = ?
  and "id" < ?
  order by "id" desc
  limit ?;

-- auditPage
select *
  from "audit_entries"
  where "space_id" = ?
  and "id" >= ?
  and "id" < ?
  order by "id" desc
  limit ?;

-- auditPage
select *
  from "audit_entries"
  where "space_id" = ?
  and "subject_id" = ?
  order by "id" desc
  limit ?;

-- auditPage
select *
  from "audit_entries"
  where "space_id" = ?
  order by "id" desc
  limit ?;

-- dropEntries
delete from "audit_entries"
  where "id" in (select "id"
  from "audit_entries"
  where "id" < ?
  order by "id"
  limit ?);

-- hasEntrySince
select "id"
  from "audit_entries"
  where "space_id" = ?
  and "actor" = ?
  and "api_key_id" = ?
  and "action" = ?
  and "subject_id" = ?
  and "id" >= ?
  limit ?;

-- hasEntrySince
select "id"
  from "audit_entries"
  where "space_id" = ?
  and "actor" = ?
  and "api_key_id" is null
  and "action" = ?
  and "subject_id" = ?
  and "id" >= ?
  limit ?;

-- insertEntry
insert into "audit_entries" ("id", "space_id", "at", "actor", "api_key_id", "action", "subject_kind", "subject_id", "subject_name", "details")
  values (?, …);
