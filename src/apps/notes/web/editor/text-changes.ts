import { diffIndices } from 'node-diff3'

export type TextChange = { from: number; to: number; insert: string }

/** Comparing lines costs a step for each pair of equal ones; beyond this the whole stretch counts as changed. */
const mostLines = 3000

/** What makes `next` of `now`, line by line, so that a caret between two changes stays where it is. */
export function changesTo(now: string, next: string): TextChange[] {
  if (now === next) return []
  const a = now.split('\n')
  const b = next.split('\n')
  let head = 0
  while (head < Math.min(a.length, b.length) && a[head] === b[head]) head++
  let tail = 0
  while (tail < Math.min(a.length, b.length) - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++
  const [old, fresh] = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)]
  const starts = startsOf(a)
  const change = (from: number, to: number, lines: readonly string[]) =>
    lineChange(now, starts, { from, to, lines })
  if (old.length > mostLines || fresh.length > mostLines) return [change(head, head + old.length, fresh)]
  return diffIndices(old, fresh).map(({ buffer1: [at, size], buffer2Content }) =>
    change(head + at, head + at + size, buffer2Content),
  )
}

/** Where each line starts, and one past the end as if another line followed. */
function startsOf(lines: readonly string[]): number[] {
  let at = 0
  return [0, ...lines.map((line) => (at += line.length + 1))]
}

/** Whole lines, with the line end before them when nothing follows. */
function lineChange(
  text: string,
  starts: readonly number[],
  { from, to, lines }: { from: number; to: number; lines: readonly string[] },
): TextChange {
  const start = starts[from]!
  const end = starts[to]!
  const insert = lines.map((line) => `${line}\n`).join('')
  if (end <= text.length) return { from: start, to: end, insert }
  // The last line has no end of its own: the one before it moves with the change.
  if (from === 0) return { from: 0, to: text.length, insert: insert.slice(0, -1) }
  return { from: start - 1, to: text.length, insert: lines.map((line) => `\n${line}`).join('') }
}
