import { diffArrays, diffWordsWithSpace } from 'diff'

/** A line of a comparison: gone, new, or the same. `words` marks what changed inside it. */
export type DiffLine = { kind: 'same' | 'gone' | 'new'; words: readonly DiffWord[] }
export type DiffWord = { text: string; changed: boolean }
/** Lines, and how many that are the same stand between them unseen. */
export type DiffPart = { kind: 'lines'; lines: readonly DiffLine[] } | { kind: 'skipped'; count: number }

const around = 3
/** Beyond these many changes a comparison would take seconds: then everything before is gone and everything after is new. */
const mostEdits = 4000
const mostWordEdits = 400

/** What became of `before`, line by line, with the words that changed inside a line. */
export function diffTexts(before: string, after: string): DiffPart[] {
  if (before === after) return []
  const changes = diffArrays(before.split('\n'), after.split('\n'), { maxEditLength: mostEdits }) ?? [
    { removed: true, added: false, value: before.split('\n') },
    { removed: false, added: true, value: after.split('\n') },
  ]
  const lines: DiffLine[] = []
  for (let at = 0; at < changes.length; at++) {
    const change = changes[at]!
    const next = changes[at + 1]
    if (change.removed && next?.added) {
      lines.push(...paired(change.value, next.value))
      at++
    } else
      for (const text of change.value)
        lines.push({
          kind: change.removed ? 'gone' : change.added ? 'new' : 'same',
          words: [{ text, changed: false }],
        })
  }
  return folded(lines)
}

/** Lines that took each other's place, in turn: their words are compared one by one. */
function paired(gone: readonly string[], fresh: readonly string[]): DiffLine[] {
  const pairs = gone.map((text, at) => wordsOf(text, fresh[at]))
  return [
    ...pairs.map(({ gone: words }): DiffLine => ({ kind: 'gone', words })),
    ...fresh.map((text, at): DiffLine => {
      const words = pairs[at]?.fresh ?? [{ text, changed: false }]
      return { kind: 'new', words }
    }),
  ]
}

function wordsOf(gone: string, fresh: string | undefined): { gone: DiffWord[]; fresh: DiffWord[] } {
  const changes =
    fresh === undefined ? undefined : diffWordsWithSpace(gone, fresh, { maxEditLength: mostWordEdits })
  if (!changes)
    return { gone: [{ text: gone, changed: false }], fresh: [{ text: fresh ?? '', changed: false }] }
  const side = (other: 'added' | 'removed', own: 'added' | 'removed') =>
    changes
      .filter((change) => !change[other])
      .map((change): DiffWord => ({ text: change.value, changed: change[own] }))
  return { gone: side('added', 'removed'), fresh: side('removed', 'added') }
}

/** Leaves three lines around each change. */
function folded(lines: readonly DiffLine[]): DiffPart[] {
  const near = new Set<number>()
  lines.forEach(({ kind }, at) => {
    if (kind !== 'same') for (let by = -around; by <= around; by++) near.add(at + by)
  })
  const parts: ({ kind: 'lines'; lines: DiffLine[] } | { kind: 'skipped'; count: number })[] = []
  for (const [at, line] of lines.entries()) {
    const last = parts.at(-1)
    if (near.has(at)) {
      if (last?.kind === 'lines') last.lines.push(line)
      else parts.push({ kind: 'lines', lines: [line] })
    } else if (last?.kind === 'skipped') last.count += 1
    else parts.push({ kind: 'skipped', count: 1 })
  }
  return parts
}
