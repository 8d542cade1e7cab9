import { type CreateTableBuilder, type Kysely, sql } from 'kysely'
import type { NamedMigration } from '#platform/db/db.ts'
import { guardSpaceRows } from '#platform/db/space-rows.ts'

const tables = ['channels', 'live_events', 'live_pushes', 'live_segments', 'live_leases']

export const live0001: NamedMigration = {
  name: '0001-live',
  async up(db) {
    await makeChannels(db)
    await makeEvents(db)
    await makePushes(db)
    for (const table of tables) await guardSpaceRows(db, table)
  },
  async down(db) {
    for (const table of tables.toReversed()) await db.schema.dropTable(table).execute()
  },
}

async function makeChannels(db: Kysely<unknown>): Promise<void> {
  await ofSpace(db, 'channels')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('owner_id', 'text', (c) => c.notNull())
    .addColumn('public_id', 'text', (c) => c.notNull().unique())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('description', 'text', (c) => c.notNull())
    .addColumn('visibility', 'text', (c) => c.notNull())
    .addColumn('record', 'integer', (c) => c.notNull())
    .addColumn('grace_minutes', 'integer', (c) => c.notNull())
    .addColumn('low_rendition', 'integer', (c) => c.notNull())
    .addColumn('chat_enabled', 'integer', (c) => c.notNull())
    .addColumn('chat_guests', 'integer', (c) => c.notNull())
    .addColumn('chat_slow_seconds', 'integer', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('off_air', 'integer', (c) => c.notNull())
    .addColumn('event_id', 'text')
    .addColumn('test_until', 'text')
    .addColumn('key_hash', 'text', (c) => c.notNull().unique())
    .addColumn('key_sealed', 'text', (c) => c.notNull())
    .addColumn('created_at', 'text', (c) => c.notNull())
    .addColumn('updated_at', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('access_version', 'integer', (c) => c.notNull())
    .execute()
  await index(db, 'channels_listed', 'channels', ['space_id', 'off_air', 'id'])
  await db.schema
    .createIndex('channels_tested')
    .on('channels')
    .column('test_until')
    .where(sql.ref('test_until'), 'is not', null)
    .execute()
  await index(db, 'channels_by_visibility', 'channels', ['space_id', 'visibility', 'off_air', 'id'])
}

async function makeEvents(db: Kysely<unknown>): Promise<void> {
  await ofSpace(db, 'live_events')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('channel_id', 'text', (c) => c.notNull().references('channels.id'))
    .addColumn('author_id', 'text', (c) => c.notNull())
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('description', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('scheduled_at', 'text')
    .addColumn('started_at', 'text')
    .addColumn('ended_at', 'text')
    .addColumn('away_since', 'text')
    .addColumn('peak_viewers', 'integer', (c) => c.notNull())
    .addColumn('recording', 'text', (c) => c.notNull())
    .addColumn('target_seconds', 'integer')
    .addColumn('clip_id', 'text')
    .addColumn('created_at', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .execute()
  // One for each way they are listed: of a space and of a channel, all, those that come and those that are over.
  for (const [name, column] of [
    ['space', 'space_id'],
    ['channel', 'channel_id'],
  ] as const) {
    await index(db, `live_events_of_${name}`, 'live_events', [column, 'id'])
    await db.schema
      .createIndex(`live_events_coming_in_${name}`)
      .on('live_events')
      .columns([column, 'scheduled_at', 'id'])
      .where(sql.ref('started_at'), 'is', null)
      .execute()
    await db.schema
      .createIndex(`live_events_past_in_${name}`)
      .on('live_events')
      .columns([column, 'ended_at', 'id'])
      .where(sql.ref('ended_at'), 'is not', null)
      .execute()
  }
  // For the sweep: those whose time comes, and those that wait for their encoder.
  await db.schema
    .createIndex('live_events_due')
    .on('live_events')
    .columns(['state', 'scheduled_at'])
    .execute()
  await db.schema
    .createIndex('live_events_running')
    .on('live_events')
    .column('id')
    .where(sql<boolean>`state in ('live', 'reconnecting')`)
    .execute()
}

async function makePushes(db: Kysely<unknown>): Promise<void> {
  await ofSpace(db, 'live_pushes')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('channel_id', 'text', (c) => c.notNull().references('channels.id'))
    .addColumn('event_id', 'text')
    .addColumn('epoch', 'integer', (c) => c.notNull())
    .addColumn('node', 'text', (c) => c.notNull())
    .addColumn('first_sequence', 'integer', (c) => c.notNull())
    .addColumn('next_sequence', 'integer', (c) => c.notNull())
    .addColumn('settled', 'integer', (c) => c.notNull())
    .addColumn('encoder', 'text')
    .addColumn('started_at', 'text', (c) => c.notNull())
    .addColumn('ended_at', 'text')
    .addColumn('end_reason', 'text')
    .addUniqueConstraint('live_pushes_epoch', ['channel_id', 'epoch'])
    .execute()
  await index(db, 'live_pushes_of_event', 'live_pushes', ['event_id', 'epoch'])
  await ofSpace(db, 'live_segments')
    .addColumn('event_id', 'text', (c) => c.notNull())
    .addColumn('rendition', 'text', (c) => c.notNull())
    .addColumn('sequence', 'integer', (c) => c.notNull())
    .addColumn('epoch', 'integer', (c) => c.notNull())
    .addColumn('duration_seconds', 'double precision', (c) => c.notNull())
    .addColumn('started_at', 'text', (c) => c.notNull())
    .addColumn('bytes', 'integer', (c) => c.notNull())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('init_key', 'text', (c) => c.notNull())
    .addColumn('discontinuity', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('live_segments_pk', ['event_id', 'rendition', 'sequence'])
    .execute()
  // For the quota: answers from the index alone.
  await index(db, 'live_segments_stored', 'live_segments', ['space_id', 'bytes'])
  await ofSpace(db, 'live_leases')
    .addColumn('channel_id', 'text', (c) => c.primaryKey())
    .addColumn('public_id', 'text', (c) => c.notNull().unique())
    .addColumn('node', 'text')
    .addColumn('address', 'text')
    .addColumn('epoch', 'integer', (c) => c.notNull())
    .addColumn('unwritten', 'integer', (c) => c.notNull())
    .addColumn('beat_at', 'text', (c) => c.notNull())
    .execute()
  await db.schema
    .createIndex('live_leases_of_node')
    .on('live_leases')
    .column('node')
    .where(sql.ref('node'), 'is not', null)
    .execute()
}

const ofSpace = (db: Kysely<unknown>, table: string): CreateTableBuilder<string> =>
  db.schema.createTable(table).addColumn('space_id', 'text', (c) => c.notNull())

const index = (db: Kysely<unknown>, name: string, table: string, columns: string[]) =>
  db.schema.createIndex(name).on(table).columns(columns).execute()
