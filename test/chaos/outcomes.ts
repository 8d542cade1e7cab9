import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What one fault did. Seconds. */
export type Outcome = {
  name: string
  /** How long the fault lasted. */
  held: number
  /** Acknowledged while it was at work. */
  notes: number
  clips: number
  lost: string[]
  doubled: string[]
  stale: string[]
  /** The longest time in which no write was acknowledged. */
  silence: number
  /** The longest wait for one answer, or until it was given up after ten seconds. */
  slowest: number
  /** From the end of the fault to the next acknowledged write. */
  recovered: number
  /** From the end of the fault until every clip could be watched. */
  ready: number
  failures: Record<string, number>
}

const report = join(import.meta.dirname, '../../docs/chaos.md')
const rowsBegin = /^\| fault +\|/

/** Says what happened, and in the long form writes it into docs/chaos.md. */
export function keepOutcome(outcome: Outcome): Outcome {
  console.log(rowOf(outcome), JSON.stringify(outcome.failures))
  if (process.env.LONG === '1') writeRow(rowOf(outcome))
  return outcome
}

/** Nothing acknowledged is gone, nothing happened twice, nobody missed what they had just written. */
export const noHarm = { lost: [], doubled: [], stale: [] }

const rowOf = (outcome: Outcome) =>
  `| ${[
    outcome.name,
    seconds(outcome.held),
    outcome.notes,
    outcome.clips,
    outcome.lost.length,
    outcome.doubled.length,
    outcome.stale.length,
    Object.values(outcome.failures).reduce((sum, count) => sum + count, 0),
    seconds(outcome.silence),
    seconds(outcome.slowest),
    seconds(outcome.recovered),
    seconds(outcome.ready),
  ].join(' | ')} |`

const seconds = (value: number) => (value < 10 ? value.toFixed(1) : String(Math.round(value)))

/** In the place of the row of the same fault, else behind the last one. */
function writeRow(row: string): void {
  if (!existsSync(report)) return
  const lines = readFileSync(report, 'utf8').split('\n')
  const [, name] = row.split('|')
  const same = lines.findIndex((line) => line.split('|')[1]?.trim() === name!.trim())
  const head = lines.findIndex((line) => rowsBegin.test(line))
  if (same !== -1) lines[same] = row
  else {
    let end = head
    while (lines[end]?.startsWith('|')) end++
    lines.splice(end, 0, row)
  }
  writeFileSync(report, lines.join('\n'))
}
