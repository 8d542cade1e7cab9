import { apps } from '../apps.ts'
import { loadApp } from '../compose.ts'
import type { Config } from '#platform/config/config.ts'
import type { MigrationSet } from '#platform/db/db.ts'
import { openMigrator } from '#platform/db/migrator.ts'
import { openDb } from '#platform/db/open-db.ts'
import { Fault } from '#platform/errors.ts'
import { sameMigrations } from '#platform/move/migrations.ts'
import { moveHouse } from '#platform/move/move-house.ts'
import { openSource, openTarget } from '#platform/move/open-ends.ts'
import { type Plan, planMove } from '#platform/move/plan.ts'
import type { Source } from '#platform/move/source.ts'
import type { Target } from '#platform/move/target.ts'
import { openLog } from '#platform/observability/open-log.ts'
import { openMetrics } from '#platform/observability/open-metrics.ts'
import { platformMigrations } from '#platform/platform-migrations.ts'
import { derivedTables } from '#platform/search/derived-tables.ts'
import { readDbAddress } from './db-address.ts'
import { copyProgress, estimate, movedLines, planLines, planSum } from './db-copy-report.ts'
import { commandEnvironment, tellingFaults } from './with-house.ts'

export type CopyWish = {
  from?: string
  fromUrlFile?: string
  to?: string
  toUrlFile?: string
  dryRun?: boolean
  resume?: boolean
}
type Ends = { source: Source; target: Target; sets: MigrationSet[]; to: Config['db'] }

/** Moves a house from one database to another; with `dryRun` tells what that would be, while the house may run. */
export const copy = (wish: CopyWish) =>
  tellingFaults(async () => {
    const env = commandEnvironment()
    const from = readDbAddress({ address: wish.from, urlFile: wish.fromUrlFile, option: 'from' }, env)
    if (!wish.to && !wish.toUrlFile)
      throw new Fault('invalid', 'address', 'Say where the house is moved to: --to or --to-url-file.')
    const to = readDbAddress({ address: wish.to, urlFile: wish.toUrlFile, option: 'to' }, env)
    const loaded = await Promise.all(apps.map(loadApp))
    const sets = [platformMigrations, ...loaded.map(({ migrations }) => migrations)]
    const source = await openSource(from)
    try {
      const target = await openTarget(to, { look: wish.dryRun ?? false })
      try {
        if (source.words === target.words)
          throw new Fault('invalid', 'same-database', `Both ends are ${source.words}. Nothing was done.`)
        console.log(`From ${source.words}\nTo   ${target.words}`)
        await (wish.dryRun ? dryRun : realMove)({ source, target, sets, to }, wish)
      } finally {
        await target.close()
      }
    } finally {
      await source.close()
    }
  })

async function dryRun({ source, target, sets }: Ends): Promise<void> {
  const started = performance.now()
  const say = copyProgress((line) => console.log(line))
  const plan = await planMove({ source, target, sets, derived: derivedTables }, { scan: true, say })
  for (const line of planLines(plan)) console.log(line)
  console.log(estimate((performance.now() - started) / 1000))
  if (plan.faults.length === 0)
    return console.log('Nothing stands in the way. Stop the house and say the same without --dry-run.')
  for (const fault of plan.faults) console.error(`✗ ${fault}`)
  throw new Fault(
    'conflict',
    'cannot-move',
    `${plan.faults.length} to mend before this house can be moved. Nothing was changed.`,
  )
}

async function realMove({ source, target, sets, to }: Ends, { resume = false }: CopyWish): Promise<void> {
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
  const started = performance.now()
  await source.hold()
  const plan: Plan = await planMove({ source, target, sets, derived: derivedTables }, { scan: false })
  console.log(planSum(plan))
  const makeTables = () => makeTablesIn(to, sameMigrations(plan.applied, sets))
  const say = copyProgress((line) => console.log(line))
  const moved = await moveHouse({ source, target, plan, makeTables, resume, say, signal: stopping.signal })
  for (const line of movedLines(moved, (performance.now() - started) / 1000)) console.log(line)
}

async function makeTablesIn(to: Config['db'], sets: readonly MigrationSet[]): Promise<void> {
  const db = await openDb(to, { log: openLog({ logLevel: 'warn' }), metrics: openMetrics() })
  try {
    await openMigrator(db, sets).up()
  } finally {
    await db.close()
  }
}
