-- What 0001-jobs.ts asks, in both dialects where they differ. Written by `npm run sql` from what the unit tests run.

-- some
create index "jobs_finished" on "jobs" ("finished_at")
  where "finished_at" is not null;

-- some
create index "jobs_owner" on "jobs" ("lease_owner")
  where "lease_owner" is not null;

-- some
create index "jobs_parent" on "jobs" ("parent_id", "state")
  where "parent_id" is not null;

-- some
create index "jobs_space" on "jobs" ("space_id", "id")
  where "space_id" is not null;

-- some
create index "jobs_subject" on "jobs" ("subject_id")
  where "subject_id" is not null;

-- up
create index "jobs_delayed" on "jobs" ("state", "run_at");

-- up
create index "jobs_due" on "jobs" ("state", "lane", "priority", "run_at", "id");

-- up
create index "jobs_owed" on "jobs" ("end_tries_left")
  where end_tries_left > 0;

-- up
create unique index "jobs_unique_key" on "jobs" ("type", "unique_key")
  where "unique_key" is not null
  and state in ('delayed', 'waiting', 'running', 'awaiting');

-- up, postgres
create table "job_crons" ("type" text collate "C" not null primary key, "latest" text collate "C" not null);

-- up, postgres
create table "job_workers" ("owner" text collate "C" not null primary key, "beat" integer not null, "started_at" text collate "C" not null);

-- up, postgres
create table "jobs" ("id" text collate "C" not null primary key, "type" text collate "C" not null, "lane" text collate "C" not null, "state" text collate "C" not null, "priority" integer not null, "run_at" text collate "C" not null, "attempt" integer not null, "attempts" integer not null, "payload" text collate "C" not null, "unique_key" text collate "C", "parent_id" text collate "C", "space_id" text collate "C", "subject_id" text collate "C", "percent" double precision not null, "stage" text collate "C", "reason" text collate "C", "lease_owner" text collate "C", "fence" integer not null, "cancel_requested" integer not null, "end_tries_left" integer not null, "created_at" text collate "C" not null, "started_at" text collate "C", "finished_at" text collate "C");

-- up, sqlite
create table "job_crons" ("type" text not null primary key, "latest" text not null);

-- up, sqlite
create table "job_workers" ("owner" text not null primary key, "beat" integer not null, "started_at" text not null);

-- up, sqlite
create table "jobs" ("id" text not null primary key, "type" text not null, "lane" text not null, "state" text not null, "priority" integer not null, "run_at" text not null, "attempt" integer not null, "attempts" integer not null, "payload" text not null, "unique_key" text, "parent_id" text, "space_id" text, "subject_id" text, "percent" real not null, "stage" text, "reason" text, "lease_owner" text, "fence" integer not null, "cancel_requested" integer not null, "end_tries_left" integer not null, "created_at" text not null, "started_at" text, "finished_at" text);
