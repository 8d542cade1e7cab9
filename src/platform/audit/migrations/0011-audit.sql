-- What 0011-audit.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- up
create index "audit_entries_by_action" on "audit_entries" ("space_id", "action", "id");

-- up
create index "audit_entries_by_actor" on "audit_entries" ("space_id", "actor", "id");

-- up
create index "audit_entries_by_both" on "audit_entries" ("space_id", "actor", "action", "id");

-- up
create index "audit_entries_listed" on "audit_entries" ("space_id", "id");

-- up
create index "audit_entries_of_subject" on "audit_entries" ("space_id", "subject_id", "id");

-- up
create trigger audit_entry_changed before update on audit_entries begin select raise(abort, 'entries of the audit log stay as they are'); end;

-- up
create trigger audit_entry_removed before delete on audit_entries when old.at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-29 days') begin select raise(abort, 'entries of the audit log stay as they are'); end;

-- up, postgres
create table "audit_entries" ("id" text collate "C" not null primary key, "space_id" text collate "C" not null, "at" text collate "C" not null, "actor" text collate "C" not null, "api_key_id" text collate "C", "action" text collate "C" not null, "subject_kind" text collate "C" not null, "subject_id" text collate "C", "subject_name" text collate "C" not null, "details" text collate "C" not null);

-- up, sqlite
create table "audit_entries" ("id" text not null primary key, "space_id" text not null, "at" text not null, "actor" text not null, "api_key_id" text, "action" text not null, "subject_kind" text not null, "subject_id" text, "subject_name" text not null, "details" text not null);
