-- What 0005-search.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- up
create index "search_marks_order" on "search_marks" ("filling", "stamp");

-- up
create table "search_fills" ("kind" text primary key, "after" text, "done" integer not null);

-- up
create table "search_marks" ("kind" text not null, "id" text not null, "space_id" text not null, "stamp" text not null, "filling" integer not null, constraint "search_marks_object" primary key ("kind", "id", "space_id"));

-- up
create virtual table search_words using fts5( title, tags, body, terms, content = '', contentless_delete = 1, tokenize = "ascii tokenchars '_'", prefix = '1 2 3' );

-- up, postgres
create table "search_entries" ("position" integer primary key auto_increment, "kind" text not null, "id" text not null, "space_id" text not null, "at" text not null, "author_id" text, "visibility" text not null, "archived" integer not null, "title" text not null, "tags" text not null, "text" text not null, constraint "search_entries_object" unique ("kind", "id", "space_id"));

-- up, sqlite
create table "search_entries" ("position" integer primary key autoincrement, "kind" text not null, "id" text not null, "space_id" text not null, "at" text not null, "author_id" text, "visibility" text not null, "archived" integer not null, "title" text not null, "tags" text not null, "text" text not null, constraint "search_entries_object" unique ("kind", "id", "space_id"));
