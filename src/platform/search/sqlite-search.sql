-- What sqlite-search.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- heads
select "position", "title", "tags", "at"
  from "search_entries"
  where "position" in (?, …);

-- match
select "search_words"."rowid" as "position"
  from "search_words"
  inner join "search_entries" on "position" = "search_words"."rowid"
  where search_words match ?
  and "search_words"."rowid" >= ?
  and "search_words"."rowid" <= ?
  and "kind" in (?, …)
  order by "search_words"."rowid" desc
  limit ?;

-- put
insert into "search_entries" ("kind", "id", "space_id", "at", "author_id", "visibility", "archived", "title", "tags", "text")
  values (?, …)
  returning "position";

-- put
insert into search_words(rowid, title, tags, body, terms)
  values (?, …);

-- remove
delete from search_words
  where rowid = ?;

-- rows
select *
  from "search_entries"
  where "position" in (?, …);
