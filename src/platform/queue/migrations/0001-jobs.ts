import { type Kysely, sql } from 'kysely'
import type { NamedMigration } from '../../db/db.ts'

export const jobs: NamedMigration = {
  name: '0001-jobs',
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('jobs')
      .addColumn('id', 'text', (c) => c.primaryKey().notNull())
      .addColumn('type', 'text', (c) => c.notNull())
      .addColumn('lane', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('priority', 'integer', (c) => c.notNull())
      .addColumn('run_at', 'text', (c) => c.notNull())
      .addColumn('attempt', 'integer', (c) => c.notNull())
      .addColumn('attempts', 'integer', (c) => c.notNull())
      .addColumn('payload', 'text', (c) => c.notNull())
      .addColumn('unique_key', 'text')
      .addColumn('parent_id', 'text')
      .addColumn('space_id', 'text')
      .addColumn('subject_id', 'text')
      .addColumn('percent', 'real', (c) => c.notNull())
      .addColumn('stage', 'text')
      .addColumn('reason', 'text')
      .addColumn('lease_owner', 'text')
      .addColumn('fence', 'integer', (c) => c.notNull())
      .addColumn('cancel_requested', 'integer', (c) => c.notNull())
      .addColumn('end_tries_left', 'integer', (c) => c.notNull())
      .addColumn('created_at', 'text', (c) => c.notNull())
      .addColumn('started_at', 'text')
      .addColumn('finished_at', 'text')
      .execute()
    await db.schema
      .createTable('job_workers')
      .addColumn('owner', 'text', (c) => c.primaryKey().notNull())
      .addColumn('beat', 'integer', (c) => c.notNull())
      .addColumn('started_at', 'text', (c) => c.notNull())
      .execute()
    await db.schema
      .createTable('job_crons')
      .addColumn('type', 'text', (c) => c.primaryKey().notNull())
      .addColumn('latest', 'text', (c) => c.notNull())
      .execute()
    const index = (name: string, columns: string[]) => db.schema.createIndex(name).on('jobs').columns(columns)
    const some = (name: string, column: string, columns = [column]) =>
      index(name, columns).where(column, 'is not', null).execute()

    // A claim walks this one in order and stops at its limit: equal on the first two, sorted by the rest.
    await index('jobs_due', ['state', 'lane', 'priority', 'run_at', 'id']).execute()
    await index('jobs_delayed', ['state', 'run_at']).execute()
    await index('jobs_unique_key', ['type', 'unique_key'])
      .unique()
      .where('unique_key', 'is not', null)
      .where(sql<boolean>`state in ('delayed', 'waiting', 'running', 'awaiting')`)
      .execute()
    await some('jobs_parent', 'parent_id', ['parent_id', 'state'])
    await some('jobs_subject', 'subject_id')
    await some('jobs_space', 'space_id', ['space_id', 'id'])
    await some('jobs_owner', 'lease_owner')
    await some('jobs_finished', 'finished_at')
    await index('jobs_owed', ['end_tries_left'])
      .where(sql<boolean>`end_tries_left > 0`)
      .execute()
  },
  async down(db: Kysely<unknown>) {
    await db.schema.dropTable('job_crons').execute()
    await db.schema.dropTable('job_workers').execute()
    await db.schema.dropTable('jobs').execute()
  },
}
