import type { NamedMigration } from '../../db/db.ts'

/** Lists in their order: sessions and keys of an account, members by name, jobs of a space by state; owners among many members. */
export const listIndexes: NamedMigration = {
  name: '0008-list-indexes',
  async up(db) {
    const index = (name: string, table: string, columns: string[]) =>
      db.schema.createIndex(name).on(table).columns(columns).execute()
    await index('sessions_listed', 'sessions', ['account_id', 'id'])
    await index('api_keys_listed', 'api_keys', ['account_id', 'id'])
    await index('accounts_by_name', 'accounts', ['name_key', 'id'])
    await index('memberships_by_role', 'memberships', ['space_id', 'role', 'account_id'])
    await db.schema
      .createIndex('jobs_by_state')
      .on('jobs')
      .columns(['space_id', 'state', 'id'])
      .where('space_id', 'is not', null)
      .execute()
    for (const table of covered) await db.schema.dropIndex(`${table}_by_account_id`).execute()
  },
  async down(db) {
    for (const table of covered)
      await db.schema.createIndex(`${table}_by_account_id`).on(table).column('account_id').execute()
    for (const name of [
      'sessions_listed',
      'api_keys_listed',
      'accounts_by_name',
      'memberships_by_role',
      'jobs_by_state',
    ])
      await db.schema.dropIndex(name).execute()
  },
}

/** The first column of their new index is what the old one had. */
const covered = ['sessions', 'api_keys']
