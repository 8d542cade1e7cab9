-- What note-list-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- listSlice
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "archived_notes"
  where "space_id" = ?
  and "visibility" = ?
  and "deleted_at" is null
  and "author_id" = ?
  and "id" > ?
  and "id" < ?
  order by "id" desc
  limit ?;

-- listSlice
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "archived_notes"
  where "space_id" = ?
  and "visibility" = ?
  and "deleted_at" is null
  and "author_id" = ?
  and "pinned" = ?
  and ("updated_at", "id") < (?, …)
  order by "pinned" desc, "updated_at" desc, "id" desc
  limit ?;

-- listSlice
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "archived_notes"
  where "space_id" = ?
  and "visibility" = ?
  and "deleted_at" is null
  and "author_id" = ?
  and ("pinned", "updated_at", "id") < (?, …)
  order by "pinned" desc, "updated_at" desc, "id" desc
  limit ?;

-- listSlice
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "archived_notes"
  where "space_id" = ?
  and "visibility" = ?
  and "deleted_at" is null
  and "author_id" = ?
  order by "pinned" desc, "updated_at" desc, "id" desc
  limit ?;

-- listSlice
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "archived_notes"
  where "space_id" = ?
  and "visibility" = ?
  and "deleted_at" is null
  and "id" > ?
  and "id" < ?
  order by "id" desc
  limit ?;

-- listSlice
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "archived_notes"
  where "space_id" = ?
  and "visibility" = ?
  and "deleted_at" is null
  and "pinned" = ?
  and ("updated_at", "id") < (?, …)
  order by "pinned" desc, "updated_at" desc, "id" desc
  limit ?;

-- listSlice
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "archived_notes"
  where "space_id" = ?
  and "visibility" = ?
  and "deleted_at" is null
  and ("pinned", "updated_at", "id") < (?, …)
  order by "pinned" desc, "updated_at" desc, "id" desc
  limit ?;

-- listSlice
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "archived_notes"
  where "space_id" = ?
  and "visibility" = ?
  and "deleted_at" is null
  order by "pinned" desc, "updated_at" desc, "id" desc
  limit ?;

-- listSlice
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "notes"
  where "space_id" = ?
  and "visibility" = ?
  and "deleted_at" is null
  and "author_id" = ?
  and "id" < ?
  order by "id" desc
  limit ?;

-- listSlice
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "notes"
  where "space_id" = ?
  and "visibility" = ?
  and "deleted_at" is null
  and "author_id" = ?
  and "id" > ?
  and "id" < ?
  order by "id" desc
  limit ?;

-- listSlice
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "notes"
  where "space_id" = ?
  and "visibility" = ?
  and "deleted_at" is null
  and "author_id" = ?
  and "id" > ?
  order by "id" desc
  limit ?;

-- listSlice
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "notes"
  where "space_id" = ?
  and "visibility" = ?
  and "deleted_at" is null
  and "author_id" = ?
  and "pinned" = ?
  and ("updated_at", "id") < (?, …)
  order by "pinned" desc, "updated_at" desc, "id" desc
  limit ?;

-- listSlice
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "notes"
  where "space_id" = ?
  and "visibility" = ?
  and "deleted_at" is null
  and "author_id" = ?
  and ("pinned", "updated_at", "id") < (?, …)
  order by "pinned" desc, "updated_at" desc, "id" desc
  limit ?;

-- listSlice
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "notes"
  where "space_id" = ?
  and "visibility" = ?
  and "deleted_at" is null
  and "author_id" = ?
  order by "pinned" desc, "updated_at" desc, "id" desc
  limit ?;

-- listSlice
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "notes"
  where "space_id" = ?
  and "visibility" = ?
  and "deleted_at" is null
  and "id" < ?
  order by "id" desc
  limit ?;

-- listSlice
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "notes"
  where "space_id" = ?
  and "visibility" = ?
  and "deleted_at" is null
  and "id" > ?
  and "id" < ?
  order by "id" desc
  limit ?;

-- listSlice
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "notes"
  where "space_id" = ?
  and "visibility" = ?
  and "deleted_at" is null
  and "id" > ?
  order by "id" desc
  limit ?;

-- listSlice
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "notes"
  where "space_id" = ?
  and "visibility" = ?
  and "deleted_at" is null
  and "pinned" = ?
  and ("updated_at", "id") < (?, …)
  order by "pinned" desc, "updated_at" desc, "id" desc
  limit ?;

-- listSlice
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "notes"
  where "space_id" = ?
  and "visibility" = ?
  and "deleted_at" is null
  and ("pinned", "updated_at", "id") < (?, …)
  order by "pinned" desc, "updated_at" desc, "id" desc
  limit ?;

-- listSlice
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "notes"
  where "space_id" = ?
  and "visibility" = ?
  and "deleted_at" is null
  order by "pinned" desc, "updated_at" desc, "id" desc
  limit ?;

-- listTaggedSlice
select "note_id"
  from "note_tags"
  where "space_id" = ?
  and "shelf" = ?
  and "folded" = ?
  and "visibility" = ?
  and "author_id" = ?
  and "note_id" < ?
  order by "note_id" desc
  limit ?;

-- listTaggedSlice
select "note_id"
  from "note_tags"
  where "space_id" = ?
  and "shelf" = ?
  and "folded" = ?
  and "visibility" = ?
  and "author_id" = ?
  and "note_id" > ?
  and "note_id" < ?
  order by "note_id" desc
  limit ?;

-- listTaggedSlice
select "note_id"
  from "note_tags"
  where "space_id" = ?
  and "shelf" = ?
  and "folded" = ?
  and "visibility" = ?
  and "author_id" = ?
  and "note_id" > ?
  order by "note_id" desc
  limit ?;

-- listTaggedSlice
select "note_id"
  from "note_tags"
  where "space_id" = ?
  and "shelf" = ?
  and "folded" = ?
  and "visibility" = ?
  and "author_id" = ?
  and "pinned" = ?
  and ("updated_at", "note_id") < (?, …)
  order by "pinned" desc, "updated_at" desc, "note_id" desc
  limit ?;

-- listTaggedSlice
select "note_id"
  from "note_tags"
  where "space_id" = ?
  and "shelf" = ?
  and "folded" = ?
  and "visibility" = ?
  and "author_id" = ?
  and ("pinned", "updated_at", "note_id") < (?, …)
  order by "pinned" desc, "updated_at" desc, "note_id" desc
  limit ?;

-- listTaggedSlice
select "note_id"
  from "note_tags"
  where "space_id" = ?
  and "shelf" = ?
  and "folded" = ?
  and "visibility" = ?
  and "author_id" = ?
  order by "pinned" desc, "updated_at" desc, "note_id" desc
  limit ?;

-- listTaggedSlice
select "note_id"
  from "note_tags"
  where "space_id" = ?
  and "shelf" = ?
  and "folded" = ?
  and "visibility" = ?
  and "note_id" < ?
  order by "note_id" desc
  limit ?;

-- listTaggedSlice
select "note_id"
  from "note_tags"
  where "space_id" = ?
  and "shelf" = ?
  and "folded" = ?
  and "visibility" = ?
  and "note_id" > ?
  and "note_id" < ?
  order by "note_id" desc
  limit ?;

-- listTaggedSlice
select "note_id"
  from "note_tags"
  where "space_id" = ?
  and "shelf" = ?
  and "folded" = ?
  and "visibility" = ?
  and "note_id" > ?
  order by "note_id" desc
  limit ?;

-- listTaggedSlice
select "note_id"
  from "note_tags"
  where "space_id" = ?
  and "shelf" = ?
  and "folded" = ?
  and "visibility" = ?
  and "pinned" = ?
  and ("updated_at", "note_id") < (?, …)
  order by "pinned" desc, "updated_at" desc, "note_id" desc
  limit ?;

-- listTaggedSlice
select "note_id"
  from "note_tags"
  where "space_id" = ?
  and "shelf" = ?
  and "folded" = ?
  and "visibility" = ?
  and ("pinned", "updated_at", "note_id") < (?, …)
  order by "pinned" desc, "updated_at" desc, "note_id" desc
  limit ?;

-- listTaggedSlice
select "note_id"
  from "note_tags"
  where "space_id" = ?
  and "shelf" = ?
  and "folded" = ?
  and "visibility" = ?
  order by "pinned" desc, "updated_at" desc, "note_id" desc
  limit ?;

-- listTrash
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "archived_notes"
  where "space_id" = ?
  and "deleted_at" is not null
  and coalesce("purge_at", '') > ?
  and "author_id" = ?
  and ("deleted_at", "id") < (?, …)
  order by "deleted_at" desc, "id" desc
  limit ?;

-- listTrash
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "archived_notes"
  where "space_id" = ?
  and "deleted_at" is not null
  and coalesce("purge_at", '') > ?
  and "author_id" = ?
  order by "deleted_at" desc, "id" desc
  limit ?;

-- listTrash
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "archived_notes"
  where "space_id" = ?
  and "deleted_at" is not null
  and coalesce("purge_at", '') > ?
  and ("deleted_at", "id") < (?, …)
  order by "deleted_at" desc, "id" desc
  limit ?;

-- listTrash
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "archived_notes"
  where "space_id" = ?
  and "deleted_at" is not null
  and coalesce("purge_at", '') > ?
  order by "deleted_at" desc, "id" desc
  limit ?;

-- listTrash
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "notes"
  where "space_id" = ?
  and "deleted_at" is not null
  and coalesce("purge_at", '') > ?
  and "author_id" = ?
  and ("deleted_at", "id") < (?, …)
  order by "deleted_at" desc, "id" desc
  limit ?;

-- listTrash
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "notes"
  where "space_id" = ?
  and "deleted_at" is not null
  and coalesce("purge_at", '') > ?
  and "author_id" = ?
  order by "deleted_at" desc, "id" desc
  limit ?;

-- listTrash
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "notes"
  where "space_id" = ?
  and "deleted_at" is not null
  and coalesce("purge_at", '') > ?
  and ("deleted_at", "id") < (?, …)
  order by "deleted_at" desc, "id" desc
  limit ?;

-- listTrash
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "notes"
  where "space_id" = ?
  and "deleted_at" is not null
  and coalesce("purge_at", '') > ?
  order by "deleted_at" desc, "id" desc
  limit ?;

-- listedNotes
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "archived_notes"
  where "id" in (?, …);

-- listedNotes
select "id", "space_id", "author_id", "title", "excerpt", "tags", "pinned", "visibility", "archived_at", "deleted_at", "created_at", "updated_at", "version"
  from "notes"
  where "id" in (?, …);
