import { diff3Merge } from 'node-diff3'
import type { NoteText } from './note-text.ts'

/** Lines both agree on, or a place where each wrote something else. No lines: there is nothing in that version. */
export type MergePart =
  | { kind: 'same'; lines: readonly string[] }
  | { kind: 'conflict'; mine: readonly string[]; theirs: readonly string[] }

export type Conflict = {
  kind: 'conflict'
  /** Set when both changed the title; else `title` is the merged one. */
  titles: { mine: string; theirs: string } | null
  title: string
  tags: readonly string[]
  parts: readonly MergePart[]
}
export type Merge = { kind: 'merged'; text: NoteText } | Conflict

/**
 * Puts two changes to the same text together, word by word within a line that both changed. What does not overlap is merged; where
 * both changed the same place it is a conflict, and nobody's words are dropped.
 */
export function mergeTexts(base: NoteText, mine: NoteText, theirs: NoteText): Merge {
  const title = mergeWhole(base.title, mine.title, theirs.title)
  const tags = mergeTags(base.tags, mine.tags, theirs.tags)
  const parts = mergeBodies(base.body, mine.body, theirs.body)
  if (title !== null && parts.every((part) => part.kind === 'same'))
    return { kind: 'merged', text: { title, tags, body: parts.flatMap((part) => part.lines).join('\n') } }
  return {
    kind: 'conflict',
    titles: title === null ? { mine: mine.title, theirs: theirs.title } : null,
    title: title ?? mine.title,
    tags,
    parts,
  }
}

function mergeWhole(base: string, mine: string, theirs: string): string | null {
  if (mine === theirs || theirs === base) return mine
  return mine === base ? theirs : null
}

/** Theirs, with what I added, without what I took away. */
function mergeTags(base: readonly string[], mine: readonly string[], theirs: readonly string[]): string[] {
  const added = mine.filter((tag) => !base.includes(tag) && !theirs.includes(tag))
  const removed = new Set(base.filter((tag) => !mine.includes(tag)))
  return [...theirs.filter((tag) => !removed.has(tag)), ...added]
}

function mergeBodies(base: string, mine: string, theirs: string): MergePart[] {
  const whole = mergeWhole(base, mine, theirs)
  if (whole !== null) return [{ kind: 'same', lines: whole.split('\n') }]
  const [o, a, b] = [base.split('\n'), mine.split('\n'), theirs.split('\n')]
  const head = commonStart(o, a, b)
  const tail = commonStart(backwards(o, head), backwards(a, head), backwards(b, head))
  const inner = (lines: Lines) => lines.slice(head, lines.length - tail)
  return joined([
    { kind: 'same', lines: o.slice(0, head) },
    ...mergeLines(inner(o), inner(a), inner(b)),
    { kind: 'same', lines: tail === 0 ? [] : o.slice(-tail) },
  ])
}

type Lines = readonly string[]

/** Comparing costs a step for each pair of equal lines; beyond this both versions are shown whole. */
const mostPairs = 4_000_000

function mergeLines(base: Lines, mine: Lines, theirs: Lines): MergePart[] {
  if (pairs(base, mine) + pairs(base, theirs) > mostPairs) return [{ kind: 'conflict', mine, theirs }]
  return regions(mine, base, theirs).flatMap((region): MergePart[] => {
    if (region.ok) return [{ kind: 'same', lines: region.ok }]
    const { a = [], o = [], b = [] } = region.conflict ?? {}
    const words = mergeWords(o.join('\n'), a.join('\n'), b.join('\n'))
    return words === null
      ? [{ kind: 'conflict', mine: a, theirs: b }]
      : [{ kind: 'same', lines: words.split('\n') }]
  })
}

/** Null when both changed the same words, or one of them took the place away. */
function mergeWords(base: string, mine: string, theirs: string): string | null {
  if (base === '' || mine === '' || theirs === '') return null
  const [o, a, b] = [wordsOf(base), wordsOf(mine), wordsOf(theirs)]
  if (pairs(o, a) + pairs(o, b) > mostPairs) return null
  const merged = regions(a, o, b)
  return merged.every(({ ok }) => ok) ? merged.flatMap(({ ok }) => ok ?? []).join('') : null
}

const backwards = (lines: Lines, from: number): Lines => lines.slice(from).toReversed()

/** Words and the spaces between them. */
const wordsOf = (text: string): Lines => text.split(/(?<=\s)(?=\S)|(?<=\S)(?=\s)/)

type Region = { ok?: string[]; conflict?: { a: string[]; o: string[]; b: string[] } }
const regions = (mine: Lines, base: Lines, theirs: Lines): Region[] =>
  diff3Merge([...mine], [...base], [...theirs], { excludeFalseConflicts: true })

function pairs(a: Lines, b: Lines): number {
  const counts = new Map<string, number>()
  for (const line of a) counts.set(line, (counts.get(line) ?? 0) + 1)
  return b.reduce((sum, line) => sum + (counts.get(line) ?? 0), 0)
}

function commonStart(o: Lines, a: Lines, b: Lines): number {
  let at = 0
  while (at < Math.min(o.length, a.length, b.length) && o[at] === a[at] && o[at] === b[at]) at++
  return at
}

/** Neighbouring lines that are the same in one part; none that is empty. */
function joined(parts: readonly MergePart[]): MergePart[] {
  const all: MergePart[] = []
  for (const part of parts) {
    const last = all.at(-1)
    if (part.kind === 'same' && last?.kind === 'same')
      all[all.length - 1] = { kind: 'same', lines: [...last.lines, ...part.lines] }
    else if (part.kind === 'conflict' || part.lines.length > 0) all.push(part)
  }
  return all
}
