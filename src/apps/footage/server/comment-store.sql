-- What comment-store.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- count
update "clips"
  set "comment_count" = "comment_count" + ?
  where "id" = ?;

-- deleteComment
delete from "clip_comments"
  where "id" = ?;

-- findComment
select *
  from "clip_comments"
  where "id" = ?
  and "clip_id" = ?;

-- insertComment
insert into "clip_comments" ("id", "clip_id", "space_id", "author_id", "body", "at", "created_at", "search_text")
  values (?, …);

-- listComments
select *
  from "clip_comments"
  where "clip_id" = ?
  and "id" > ?
  order by "id"
  limit ?;

-- listComments
select *
  from "clip_comments"
  where "clip_id" = ?
  order by "id"
  limit ?;

-- newestComments
select "body"
  from "clip_comments"
  where "clip_id" = ?
  order by "id" desc
  limit ?;
