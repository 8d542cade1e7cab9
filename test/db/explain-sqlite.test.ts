import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { openMigrator } from '../../src/platform/db/migrator.ts'
import { openDb } from '../../src/platform/db/open-db.ts'
import { bareMetrics, quietLog } from '../harness/quiet.ts'
import { type AskedQuery, askedQueries } from './asked-queries.ts'
import { appPlans } from './app-plans.ts'
import { nameOf } from './explained.ts'
import { houseMigrations } from './house-migrations.ts'

/** Queries that read or sort more than they show, each with the reason why they may. */
const excusedOfPlatform: Record<string, string> = {
  'platform/auth/invitation-store.sql openInvitations':
    'the open invitations of a space; spent ones are deleted',
  'platform/auth/member-store.sql spacesOf': 'the spaces of one account',
  'platform/auth/space-store.sql findFirstSpace': 'one row',
  'platform/queue/attempt-store.sql takeBackJobs': 'what one worker holds',
  'platform/queue/job-ends.sql settleParent': 'the children of one job',
  'platform/queue/job-store.sql listJobs': 'two living states of a space, or the jobs of one subject',
  'platform/queue/job-store.sql livingOfSubject': 'the jobs of one subject',
  'platform/queue/worker-store.sql listWorkers': 'the processes of the house',
  'platform/search/fill-store.sql entriesBelow': 'a batch of a rebuild, by kinds',
  'platform/search/fill-store.sql readFills': 'one row for each kind',
}

const excused = { ...excusedOfPlatform, ...(await appPlans()).excused.sqlite }

/** Two values stand for a list; a place has as many as it has columns. */
const withPlaceholders = ({ sql }: AskedQuery) =>
  sql
    .replaceAll(
      /\(((?:(?:"\w+"\.)?"\w+"(?:, )?)+)\) (<|>) \(\?, …\)/g,
      (_, columns: string, sign: string) => {
        const marks = columns.split(', ').map(() => '?')
        return `(${columns}) ${sign} (${marks.join(', ')})`
      },
    )
    .replaceAll('(?, …)', '(?, ?)')

test('no query of the house reads a table through or sorts it, on SQLite either', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'longhouse-explain-'))
  try {
    const file = join(folder, 'longhouse.db')
    const db = await openDb({ engine: 'sqlite', file }, { log: quietLog(), metrics: bareMetrics() })
    await openMigrator(db, await houseMigrations()).up()
    await db.close()
    const house = new DatabaseSync(file)
    const faults = askedQueries('sqlite').flatMap((query) => {
      const plan = house.prepare(`explain query plan ${withPlaceholders(query)}`).all() as {
        detail: string
      }[]
      const bad = plan
        .map((row) => row.detail)
        .filter((detail) => /^SCAN (?!.*(USING|VIRTUAL|CONSTANT|LIST))|TEMP B-TREE FOR ORDER BY/.test(detail))
      return bad.length > 0 && !(nameOf(query) in excused) ? [`${nameOf(query)}: ${bad.join('; ')}`] : []
    })
    const names = new Set(askedQueries('sqlite').map(nameOf))
    house.close()
    expect([...new Set(faults)]).toEqual([])
    expect(Object.keys(excused).filter((name) => !names.has(name))).toEqual([])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
