import { type Kysely, sql } from 'kysely'
import type { NamedMigration } from '../../db/db.ts'
import { partitionByMonth } from '../../db/partitions.ts'
import { perDialect } from '../../db/per-dialect.ts'
import { guardSpaceRows } from '../../db/space-rows.ts'

/** Days for which no entry can be removed, whoever asks: one less than `AUDIT_KEEP_DAYS` is at least, as clocks differ. */
const heldDays = 29

/**
 * The audit log, in parts by month. It points at nothing: what an entry tells of may be gone. The database itself keeps entries as they are:
 * none is changed, and none that is younger than a month is removed.
 */
export const audit: NamedMigration = {
  name: '0011-audit',
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('audit_entries')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('space_id', 'text', (column) => column.notNull())
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('actor', 'text', (column) => column.notNull())
      .addColumn('api_key_id', 'text')
      .addColumn('action', 'text', (column) => column.notNull())
      .addColumn('subject_kind', 'text', (column) => column.notNull())
      .addColumn('subject_id', 'text')
      .addColumn('subject_name', 'text', (column) => column.notNull())
      .addColumn('details', 'text', (column) => column.notNull())
      .execute()
    for (const [name, columns] of Object.entries(lists))
      await db.schema
        .createIndex(name)
        .on('audit_entries')
        .columns(['space_id', ...columns, 'id'])
        .execute()
    // Before, for what becomes the first part, and after, for the table that stands above the parts.
    await guardSpaceRows(db, 'audit_entries')
    await partitionByMonth(db, 'audit_entries', 'id')
    await guardSpaceRows(db, 'audit_entries')
    for (const step of perDialect(db, held)) await step.execute(db)
  },
  async down(db: Kysely<unknown>) {
    await db.schema.dropTable('audit_entries').execute()
    for (const step of perDialect(db, { sqlite: [], postgres: [sql`drop function audit_entry_stays`] }))
      await step.execute(db)
  },
}

/** What a list is narrowed to, each in the order of time. */
const lists = {
  audit_entries_listed: [],
  audit_entries_by_actor: ['actor'],
  audit_entries_by_action: ['action'],
  audit_entries_by_both: ['actor', 'action'],
  audit_entries_of_subject: ['subject_id'],
}

const words = sql.raw(`'entries of the audit log stay as they are'`)
const held = {
  sqlite: [
    sql`create trigger audit_entry_changed before update on audit_entries
        begin select raise(abort, ${words}); end`,
    sql`create trigger audit_entry_removed before delete on audit_entries
        when old.at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ${sql.raw(`'-${heldDays} days'`)})
        begin select raise(abort, ${words}); end`,
  ],
  postgres: [
    sql`create function audit_entry_stays() returns trigger language plpgsql as $$
        begin
          if tg_op = 'DELETE' then
            if old.at::timestamptz < now() - ${sql.raw(`interval '${heldDays} days'`)} then return old; end if;
          end if;
          raise exception ${words};
        end $$`,
    sql`create trigger audit_entry_stays before update or delete on audit_entries
        for each row execute function audit_entry_stays()`,
    sql`create trigger audit_log_stays before truncate on audit_entries
        for each statement execute function audit_entry_stays()`,
  ],
}
