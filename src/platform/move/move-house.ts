import { Fault } from '../errors.ts'
import { openChecksum } from './canonical.ts'
import { markOf } from './migrations.ts'
import { keyWords, misfitsOf } from './misfits.ts'
import { pairTables, type Pair } from './pairs.ts'
import type { Plan } from './plan.ts'
import type { MoveProgress } from './progress.ts'
import { pick, type Row, type Table } from './rows.ts'
import type { Source } from './source.ts'
import type { Progress, Target } from './target.ts'

export type MovedTable = { table: string; rows: number; checksum: string }
type Parts = {
  /** Held: nobody writes to it. */
  source: Source
  target: Target
  plan: Plan
  /** Makes the tables of the plan's migrations on the target; not called when a move is gone on with. */
  makeTables: () => Promise<void>
  /** Whether to go on with a move that was begun. */
  resume: boolean
  say: (progress: MoveProgress) => void
  signal: AbortSignal
}

/**
 * Moves every row of the plan, compares both sides row by row, and only then makes the target a house. Whatever happens before,
 * the source is as it was, and the target can be gone on with, or thrown away. Throws `Fault`s that say which.
 */
export async function moveHouse(parts: Parts): Promise<MovedTable[]> {
  const { target, plan } = parts
  refuseFaults(plan)
  const mark = markOf(plan.applied)
  const begun = await target.progress()
  if (begun) refuseOther(begun.source === mark, parts)
  else await parts.makeTables()
  const tables = plan.tables.map(({ table }) => table)
  const pairs = pairTables(tables, await target.tables())
  if (!begun) await target.begin(mark, tables)
  try {
    return await fill(parts, pairs, begun)
  } catch (error) {
    throw error instanceof Fault ? error : broke(error as Error)
  }
}

async function fill(parts: Parts, pairs: readonly Pair[], begun: Progress | null): Promise<MovedTable[]> {
  const { source, target, plan, say } = parts
  const checksums = new Map<string, string | null>()
  for (const [at, pair] of pairs.entries()) {
    const from = begun?.tables.get(pair.from.name) ?? null
    checksums.set(pair.from.name, await copyTable(parts, pair, from, plan.tables[at]!.rows))
  }
  say({ stage: 'fastening', table: '', done: 0, of: 0 })
  const counters = await source.counters()
  await target.fasten(counters.filter(({ table }) => pairs.some(({ from }) => from.name === table)))

  const moved: MovedTable[] = []
  for (const pair of pairs) moved.push(await compare(parts, pair, checksums.get(pair.from.name) ?? null))
  await target.finish(plan.applied)
  return moved
}

function refuseFaults({ faults }: Plan): void {
  if (faults.length > 0)
    throw new Fault('conflict', 'cannot-move', `This house cannot be moved yet:\n  ${faults.join('\n  ')}`)
}

function refuseOther(same: boolean, { target, resume }: Parts): void {
  if (!same)
    throw new Fault(
      'conflict',
      'other-source',
      `A move from another house, or from this one before a migration, has begun to fill ${target.words}. Move into a new database.`,
    )
  if (!resume)
    throw new Fault(
      'conflict',
      'unfinished-move',
      `A move into ${target.words} was begun and not finished. Go on with it: the same command with --resume.`,
    )
}

/** The checksum of what was read, when that was the whole table. */
async function copyTable(
  { source, target, say, signal }: Parts,
  { from: table, to }: Pair,
  begun: { after: Row; rows: number } | null,
  of: number,
): Promise<string | null> {
  const checksum = openChecksum(table)
  let done = begun?.rows ?? 0
  let last = begun?.after ?? null
  // While the target takes one batch, the next one is read.
  let writing: Promise<void> = Promise.resolve()
  try {
    for await (const rows of source.walk(table, table.key, last)) {
      await writing
      refuseToGoOn(signal)
      refuseMisfits(target, to, rows)
      checksum.add(rows)
      done += rows.length
      const step = { from: last, to: pick(table, table.key, rows.at(-1)!), done }
      last = step.to
      writing = target.write(to, rows, step)
      // It is awaited in the next round; until then its failure must not count as unheard.
      writing.catch(() => {})
      say({ stage: 'copying', table: table.name, done, of })
    }
  } finally {
    // Whatever ends the walk, nobody closes the target under a batch.
    await writing.catch(() => {})
  }
  await writing
  return begun ? null : checksum.hex()
}

function refuseMisfits(target: Target, table: Table, rows: readonly Row[]): void {
  for (const row of rows) {
    const [misfit] = misfitsOf(table, row, target.misfit)
    if (misfit === undefined) continue
    throw new Fault(
      'conflict',
      'does-not-fit',
      `${target.words} cannot hold ${table.name}.${misfit} ${keyWords(table, pick(table, table.key, row))}. Correct it in the house that is moved, then go on with --resume; --dry-run finds every such row beforehand.`,
    )
  }
}

async function compare({ source, target, say, signal }: Parts, { from, to }: Pair, known: string | null) {
  const sum = async (rows: Source | Target, table: typeof from) => {
    const checksum = openChecksum(table)
    let count = 0
    for await (const batch of rows.walk(table, from.key, null)) {
      refuseToGoOn(signal)
      checksum.add(batch)
      count += batch.length
      if (rows === target) say({ stage: 'comparing', table: from.name, done: count, of: 0 })
    }
    return { count, checksum: checksum.hex() }
  }
  const there = await sum(target, to)
  const here = known ? { count: await source.count(from), checksum: known } : await sum(source, from)
  if (there.checksum !== here.checksum || there.count !== here.count)
    throw new Fault(
      'conflict',
      'tables-differ',
      `${from.name} is not the same on both sides: ${here.count} rows (${here.checksum.slice(0, 12)}) in ${source.words}, ${there.count} rows (${there.checksum.slice(0, 12)}) in ${target.words}. Was the house started between two parts of the move? No house can start on the target as it is; move into a new database.`,
    )
  return { table: from.name, rows: there.count, checksum: there.checksum }
}

function refuseToGoOn(signal: AbortSignal): void {
  if (signal.aborted)
    throw new Fault(
      'unavailable',
      'stopped',
      'Stopped. What was moved is kept; the same command with --resume goes on from there.',
    )
}

const broke = (error: Error) =>
  new Fault(
    'unavailable',
    'move-broke',
    `The move broke off: ${error.message}. What was moved is kept; once that is mended, the same command with --resume goes on from there.`,
    { cause: error },
  )
