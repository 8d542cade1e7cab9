import type { MigrationSet } from './db.ts'

/** One table, for tests of what happens to its rows. */
export type NoteTables = { notes: { id: string } }
export const notes: MigrationSet = {
  owner: 'test',
  migrations: [
    {
      name: '0001-notes',
      up: (db) =>
        db.schema
          .createTable('notes')
          .addColumn('id', 'text', (c) => c.primaryKey())
          .execute(),
    },
  ],
}
