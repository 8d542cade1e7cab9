import { sql } from 'kysely'
import type { NamedMigration } from '../../db/db.ts'

/** Lists in their order: sessions and keys of an account, members by name, jobs of a space by state; owners among many members. */
export const listIndexes: NamedMigration = {
  name: '0010-list-indexes',
  beside: true,
  async up(db) {
    const index = (name: string, table: string, columns: string[]) =>
      db.schema.createIndex(name).on(table).columns(columns).execute()
    await index('sessions_listed', 'sessions', ['account_id', 'id'])
    await index('api_keys_listed', 'api_keys', ['account_id', 'id'])
    await index('api_keys_of_space', 'api_keys', ['space_id'])
    await index('memberships_by_name', 'memberships', ['space_id', 'name_key', 'account_id'])
    await index('memberships_by_role', 'memberships', ['space_id', 'role', 'account_id'])
    await db.schema
      .createIndex('jobs_by_state')
      .on('jobs')
      .columns(['space_id', 'state', 'id'])
      .where(sql.ref('space_id'), 'is not', null)
      .execute()
    for (const table of covered) await db.schema.dropIndex(`${table}_by_account_id`).execute()
  },
  async down(db) {
    for (const table of covered)
      await db.schema.createIndex(`${table}_by_account_id`).on(table).column('account_id').execute()
    for (const name of made) await db.schema.dropIndex(name).execute()
  },
}

/** The first column of their new index is what the old one had. */
const covered = ['sessions', 'api_keys']
const made = [
  'sessions_listed',
  'api_keys_listed',
  'api_keys_of_space',
  'memberships_by_name',
  'memberships_by_role',
  'jobs_by_state',
]
