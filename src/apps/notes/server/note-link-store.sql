-- What note-link-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- idsTitled
select "title_folded", min("id") as "id"
  from "archived_notes"
  where "space_id" = ?
  and "title_folded" in (?, …)
  and "deleted_at" is null
  and ("visibility" = ? or "author_id" = ?)
  group by "title_folded";

-- idsTitled
select "title_folded", min("id") as "id"
  from "archived_notes"
  where "space_id" = ?
  and "title_folded" in (?, …)
  and "deleted_at" is null
  group by "title_folded";

-- idsTitled
select "title_folded", min("id") as "id"
  from "notes"
  where "space_id" = ?
  and "title_folded" in (?, …)
  and "deleted_at" is null
  and ("visibility" = ? or "author_id" = ?)
  group by "title_folded";

-- idsTitled
select "title_folded", min("id") as "id"
  from "notes"
  where "space_id" = ?
  and "title_folded" in (?, …)
  and "deleted_at" is null
  group by "title_folded";

-- linkingIds
select distinct "from_id"
  from "note_links"
  where "space_id" = ?
  and "to_id" = ?
  and "from_id" != ?
  and "from_id" < ?
  order by "from_id" desc
  limit ?;

-- linkingIds
select distinct "from_id"
  from "note_links"
  where "space_id" = ?
  and "to_id" = ?
  and "from_id" != ?
  order by "from_id" desc
  limit ?;

-- linkingIds
select distinct "from_id"
  from "note_links"
  where "space_id" = ?
  and "to_title" = ?
  and "from_id" != ?
  and "from_id" < ?
  order by "from_id" desc
  limit ?;

-- linkingIds
select distinct "from_id"
  from "note_links"
  where "space_id" = ?
  and "to_title" = ?
  and "from_id" != ?
  order by "from_id" desc
  limit ?;

-- linksFrom
select *
  from "note_links"
  where "from_id" = ?
  order by "place";

-- replaceLinks
delete from "note_links"
  where "from_id" = ?;

-- replaceLinks
insert into "note_links" ("from_id", "place", "space_id", "to_id", "to_title", "text")
  values (?, …), …;

-- replaceLinks
insert into "note_links" ("from_id", "place", "space_id", "to_id", "to_title", "text")
  values (?, …);
