-- What clip-list-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- hasPrivateClips
select "id"
  from "clips"
  where "space_id" = ?
  and "author_id" = ?
  and "visibility" = ?
  and "deleted_at" is null
  limit ?;

-- listClips
select "clips"."id", "author_id", "title", "visibility", "tags", "recorded_at", "happened_at", "created_at", "deleted_at", "state", "percent", "stage", "seconds_left", "duration_seconds", "poster_key", "pictures_folder", "access_version", "comment_count"
  from "clips"
  inner join "clip_tags" on "clip_tags"."clip_id" = "clips"."id"
  and "clip_tags"."space_id" = ?
  and "folded" = ?
  where "clips"."space_id" = ?
  and ("deleted_at" is null
  and ("visibility" in (?, …) or "clips"."author_id" = ?))
  and "clip_happened_at" <= ?
  order by "clip_happened_at" desc, "clip_tags"."clip_id" desc
  limit ?;

-- listClips
select "clips"."id", "author_id", "title", "visibility", "tags", "recorded_at", "happened_at", "created_at", "deleted_at", "state", "percent", "stage", "seconds_left", "duration_seconds", "poster_key", "pictures_folder", "access_version", "comment_count"
  from "clips"
  inner join "clip_tags" on "clip_tags"."clip_id" = "clips"."id"
  and "clip_tags"."space_id" = ?
  and "folded" = ?
  where "clips"."space_id" = ?
  and ("deleted_at" is null
  and ("visibility" in (?, …) or "clips"."author_id" = ?))
  and "clip_happened_at" >= ?
  and "clip_state" = ?
  order by "clip_happened_at" desc, "clip_tags"."clip_id" desc
  limit ?;

-- listClips
select "clips"."id", "author_id", "title", "visibility", "tags", "recorded_at", "happened_at", "created_at", "deleted_at", "state", "percent", "stage", "seconds_left", "duration_seconds", "poster_key", "pictures_folder", "access_version", "comment_count"
  from "clips"
  inner join "clip_tags" on "clip_tags"."clip_id" = "clips"."id"
  and "clip_tags"."space_id" = ?
  and "folded" = ?
  where "clips"."space_id" = ?
  and ("deleted_at" is null
  and ("visibility" in (?, …) or "clips"."author_id" = ?))
  and "clip_state" = ?
  order by "clip_tags"."clip_id" desc
  limit ?;

-- listClips
select "clips"."id", "author_id", "title", "visibility", "tags", "recorded_at", "happened_at", "created_at", "deleted_at", "state", "percent", "stage", "seconds_left", "duration_seconds", "poster_key", "pictures_folder", "access_version", "comment_count"
  from "clips"
  inner join "clip_tags" on "clip_tags"."clip_id" = "clips"."id"
  and "clip_tags"."space_id" = ?
  and "folded" = ?
  where "clips"."space_id" = ?
  and ("deleted_at" is null
  and ("visibility" in (?, …) or "clips"."author_id" = ?))
  and "clips"."id" in (?, …)
  order by "clip_tags"."clip_id" desc
  limit ?;

-- listClips
select "clips"."id", "author_id", "title", "visibility", "tags", "recorded_at", "happened_at", "created_at", "deleted_at", "state", "percent", "stage", "seconds_left", "duration_seconds", "poster_key", "pictures_folder", "access_version", "comment_count"
  from "clips"
  inner join "clip_tags" on "clip_tags"."clip_id" = "clips"."id"
  and "clip_tags"."space_id" = ?
  and "folded" = ?
  where "clips"."space_id" = ?
  and ("deleted_at" is null
  and ("visibility" in (?, …) or "clips"."author_id" = ?))
  order by "clip_tags"."clip_id" desc
  limit ?;

-- listClips
select "clips"."id", "author_id", "title", "visibility", "tags", "recorded_at", "happened_at", "created_at", "deleted_at", "state", "percent", "stage", "seconds_left", "duration_seconds", "poster_key", "pictures_folder", "access_version", "comment_count"
  from "clips"
  where "clips"."space_id" = ?
  and "deleted_at" is null
  and "clips"."id" < ?
  order by "clips"."id" desc
  limit ?;

-- listClips
select "clips"."id", "author_id", "title", "visibility", "tags", "recorded_at", "happened_at", "created_at", "deleted_at", "state", "percent", "stage", "seconds_left", "duration_seconds", "poster_key", "pictures_folder", "access_version", "comment_count"
  from "clips"
  where "clips"."space_id" = ?
  and "deleted_at" is null
  and "clips"."id" in (?, …)
  order by "clips"."id" desc
  limit ?;

-- listClips
select "clips"."id", "author_id", "title", "visibility", "tags", "recorded_at", "happened_at", "created_at", "deleted_at", "state", "percent", "stage", "seconds_left", "duration_seconds", "poster_key", "pictures_folder", "access_version", "comment_count"
  from "clips"
  where "clips"."space_id" = ?
  and "deleted_at" is null
  order by "clips"."id" desc
  limit ?;

-- listClips
select "clips"."id", "author_id", "title", "visibility", "tags", "recorded_at", "happened_at", "created_at", "deleted_at", "state", "percent", "stage", "seconds_left", "duration_seconds", "poster_key", "pictures_folder", "access_version", "comment_count"
  from "clips"
  where "clips"."space_id" = ?
  and ("deleted_at" is not null
  and coalesce("purge_at", '') > ?)
  order by "clips"."id" desc
  limit ?;

-- listClips
select "clips"."id", "author_id", "title", "visibility", "tags", "recorded_at", "happened_at", "created_at", "deleted_at", "state", "percent", "stage", "seconds_left", "duration_seconds", "poster_key", "pictures_folder", "access_version", "comment_count"
  from "clips"
  where "clips"."space_id" = ?
  and ("deleted_at" is null
  and "visibility" = ?
  and "watchable" = ?)
  and "clips"."id" in (?, …)
  order by "clips"."id" desc
  limit ?;

-- listClips
select "clips"."id", "author_id", "title", "visibility", "tags", "recorded_at", "happened_at", "created_at", "deleted_at", "state", "percent", "stage", "seconds_left", "duration_seconds", "poster_key", "pictures_folder", "access_version", "comment_count"
  from "clips"
  where "clips"."space_id" = ?
  and ("deleted_at" is null
  and "visibility" = ?
  and "watchable" = ?)
  order by "clips"."id" desc
  limit ?;

-- listClips
select "clips"."id", "author_id", "title", "visibility", "tags", "recorded_at", "happened_at", "created_at", "deleted_at", "state", "percent", "stage", "seconds_left", "duration_seconds", "poster_key", "pictures_folder", "access_version", "comment_count"
  from "clips"
  where "clips"."space_id" = ?
  and ("deleted_at" is null
  and ("visibility" in (?, …) or "clips"."author_id" = ?))
  and "clips"."id" < ?
  order by "clips"."id" desc
  limit ?;

-- listClips
select "clips"."id", "author_id", "title", "visibility", "tags", "recorded_at", "happened_at", "created_at", "deleted_at", "state", "percent", "stage", "seconds_left", "duration_seconds", "poster_key", "pictures_folder", "access_version", "comment_count"
  from "clips"
  where "clips"."space_id" = ?
  and ("deleted_at" is null
  and ("visibility" in (?, …) or "clips"."author_id" = ?))
  and "clips"."id" in (?, …)
  and "happened_at" <= ?
  order by "happened_at" desc, "clips"."id" desc
  limit ?;

-- listClips
select "clips"."id", "author_id", "title", "visibility", "tags", "recorded_at", "happened_at", "created_at", "deleted_at", "state", "percent", "stage", "seconds_left", "duration_seconds", "poster_key", "pictures_folder", "access_version", "comment_count"
  from "clips"
  where "clips"."space_id" = ?
  and ("deleted_at" is null
  and ("visibility" in (?, …) or "clips"."author_id" = ?))
  and "clips"."id" in (?, …)
  and "happened_at" >= ?
  order by "happened_at" desc, "clips"."id" desc
  limit ?;

-- listClips
select "clips"."id", "author_id", "title", "visibility", "tags", "recorded_at", "happened_at", "created_at", "deleted_at", "state", "percent", "stage", "seconds_left", "duration_seconds", "poster_key", "pictures_folder", "access_version", "comment_count"
  from "clips"
  where "clips"."space_id" = ?
  and ("deleted_at" is null
  and ("visibility" in (?, …) or "clips"."author_id" = ?))
  and "clips"."id" in (?, …)
  and "state" = ?
  order by "clips"."id" desc
  limit ?;

-- listClips
select "clips"."id", "author_id", "title", "visibility", "tags", "recorded_at", "happened_at", "created_at", "deleted_at", "state", "percent", "stage", "seconds_left", "duration_seconds", "poster_key", "pictures_folder", "access_version", "comment_count"
  from "clips"
  where "clips"."space_id" = ?
  and ("deleted_at" is null
  and ("visibility" in (?, …) or "clips"."author_id" = ?))
  and "clips"."id" in (?, …)
  order by "clips"."id" desc
  limit ?;

-- listClips
select "clips"."id", "author_id", "title", "visibility", "tags", "recorded_at", "happened_at", "created_at", "deleted_at", "state", "percent", "stage", "seconds_left", "duration_seconds", "poster_key", "pictures_folder", "access_version", "comment_count"
  from "clips"
  where "clips"."space_id" = ?
  and ("deleted_at" is null
  and ("visibility" in (?, …) or "clips"."author_id" = ?))
  and "happened_at" <= ?
  order by "happened_at" desc, "clips"."id" desc
  limit ?;

-- listClips
select "clips"."id", "author_id", "title", "visibility", "tags", "recorded_at", "happened_at", "created_at", "deleted_at", "state", "percent", "stage", "seconds_left", "duration_seconds", "poster_key", "pictures_folder", "access_version", "comment_count"
  from "clips"
  where "clips"."space_id" = ?
  and ("deleted_at" is null
  and ("visibility" in (?, …) or "clips"."author_id" = ?))
  and "happened_at" >= ?
  and ("happened_at", "clips"."id") < (?, …)
  order by "happened_at" desc, "clips"."id" desc
  limit ?;

-- listClips
select "clips"."id", "author_id", "title", "visibility", "tags", "recorded_at", "happened_at", "created_at", "deleted_at", "state", "percent", "stage", "seconds_left", "duration_seconds", "poster_key", "pictures_folder", "access_version", "comment_count"
  from "clips"
  where "clips"."space_id" = ?
  and ("deleted_at" is null
  and ("visibility" in (?, …) or "clips"."author_id" = ?))
  and "happened_at" >= ?
  order by "happened_at" desc, "clips"."id" desc
  limit ?;

-- listClips
select "clips"."id", "author_id", "title", "visibility", "tags", "recorded_at", "happened_at", "created_at", "deleted_at", "state", "percent", "stage", "seconds_left", "duration_seconds", "poster_key", "pictures_folder", "access_version", "comment_count"
  from "clips"
  where "clips"."space_id" = ?
  and ("deleted_at" is null
  and ("visibility" in (?, …) or "clips"."author_id" = ?))
  and "state" = ?
  order by "clips"."id" desc
  limit ?;

-- listClips
select "clips"."id", "author_id", "title", "visibility", "tags", "recorded_at", "happened_at", "created_at", "deleted_at", "state", "percent", "stage", "seconds_left", "duration_seconds", "poster_key", "pictures_folder", "access_version", "comment_count"
  from "clips"
  where "clips"."space_id" = ?
  and ("deleted_at" is null
  and ("visibility" in (?, …) or "clips"."author_id" = ?))
  order by "clips"."id" desc
  limit ?;

-- listClips
select "clips"."id", "author_id", "title", "visibility", "tags", "recorded_at", "happened_at", "created_at", "deleted_at", "state", "percent", "stage", "seconds_left", "duration_seconds", "poster_key", "pictures_folder", "access_version", "comment_count"
  from "clips"
  where "clips"."space_id" = ?
  and (("deleted_at" is not null
  and coalesce("purge_at", '') > ?)
  and "author_id" = ?)
  and ("clips"."search_text" like ? escape '\' or exists (select "clip_comments"."id"
  from "clip_comments"
  where "clip_comments"."clip_id" = "clips"."id"
  and "clip_comments"."search_text" like ? escape '\'))
  and ("clips"."search_text" like ? escape '\' or exists (select "clip_comments"."id"
  from "clip_comments"
  where "clip_comments"."clip_id" = "clips"."id"
  and "clip_comments"."search_text" like ? escape '\'))
  order by "clips"."id" desc
  limit ?;

-- listClips
select "clips"."id", "author_id", "title", "visibility", "tags", "recorded_at", "happened_at", "created_at", "deleted_at", "state", "percent", "stage", "seconds_left", "duration_seconds", "poster_key", "pictures_folder", "access_version", "comment_count"
  from "clips"
  where "clips"."space_id" = ?
  and (("deleted_at" is not null
  and coalesce("purge_at", '') > ?)
  and "author_id" = ?)
  and ("clips"."search_text" like ? escape '\' or exists (select "clip_comments"."id"
  from "clip_comments"
  where "clip_comments"."clip_id" = "clips"."id"
  and "clip_comments"."search_text" like ? escape '\'))
  order by "clips"."id" desc
  limit ?;

-- listClips
select "clips"."id", "author_id", "title", "visibility", "tags", "recorded_at", "happened_at", "created_at", "deleted_at", "state", "percent", "stage", "seconds_left", "duration_seconds", "poster_key", "pictures_folder", "access_version", "comment_count"
  from "clips"
  where "clips"."space_id" = ?
  and (("deleted_at" is not null
  and coalesce("purge_at", '') > ?)
  and "author_id" = ?)
  order by "clips"."id" desc
  limit ?;
