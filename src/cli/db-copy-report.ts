import type { MovedTable } from '#platform/move/move-house.ts'
import type { Plan } from '#platform/move/plan.ts'
import type { MoveProgress } from '#platform/move/progress.ts'

/** What `db copy` tells a person. */

export const planSum = ({ tables }: Plan): string =>
  `${tables.length} tables, ${number(tables.reduce((all, { rows }) => all + rows, 0))} rows.`

export function planLines(plan: Plan): string[] {
  const { tables, derived } = plan
  const width = Math.max(...tables.map(({ table }) => table.name.length))
  return [
    ...tables.map(({ table, rows }) => `  ${table.name.padEnd(width)} ${number(rows).padStart(12)}`),
    planSum(plan),
    ...(derived.length > 0
      ? [`Left out, because the house makes them again when it starts: ${derived.join(', ')}.`]
      : []),
  ]
}

/** Copying and comparing take about so many times as long as looking at every row does (bench/move.ts). */
const timesScan = 4

export function estimate(scanSeconds: number): string {
  const most = Math.max(1, Math.ceil(scanSeconds * timesScan))
  return `Looking at every row took ${scanSeconds.toFixed(1)} s, so moving takes about ${duration(most)}, in which the house is stopped.`
}

export function movedLines(moved: readonly MovedTable[], seconds: number): string[] {
  const sum = moved.reduce((all, { rows }) => all + rows, 0)
  const width = Math.max(...moved.map(({ table }) => table.length))
  return [
    ...moved.map(
      ({ table, rows, checksum }) =>
        `  ${table.padEnd(width)} ${number(rows).padStart(12)}  sha256 ${checksum}`,
    ),
    `Moved ${number(sum)} rows of ${moved.length} tables in ${duration(Math.ceil(seconds))}. Counts and checksums of every table are the same on both sides.`,
    'The house it came from is as it was. Start only one of the two from now on, with the same SECRET_KEY as before (docs/scaling.md).',
  ]
}

/** Says how far it is, at most once in so many milliseconds. */
const strideMs = 5000

export function copyProgress(say: (line: string) => void, now = () => performance.now()) {
  let told = now()
  return ({ stage, table, done, of }: MoveProgress): void => {
    if (stage === 'fastening') return say('  making indexes and links')
    if (now() - told < strideMs) return
    told = now()
    say(`  ${stage} ${table}: ${number(done)}${of > 0 ? ` of ${number(of)}` : ''} rows`)
  }
}

const number = (value: number) => value.toLocaleString('en-US')
const duration = (seconds: number) =>
  seconds < 90
    ? `${seconds} s`
    : seconds < 5400
      ? `${Math.ceil(seconds / 60)} min`
      : `${(seconds / 3600).toFixed(1)} h`
