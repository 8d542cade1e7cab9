import { inOrder, rank, type Ranked } from './ranking.ts'
import type { IndexQuery, SearchIndex } from './search-index.ts'

/**
 * Where a list of matches goes on: the bounds of those that compete for being the best, found by the first page, and the last one shown.
 * Nothing that is indexed later is inside the bounds.
 */
export type Place = { top: number; low: number; lowNamed: number; last: Ranked | null }

/** How many of the newest matches, and of the newest in titles and tags, compete for being the best. */
const most = { anywhere: 200, named: 100 }

/** The score of those that do not compete. */
const unranked = -1

/**
 * At most `count` matches after `place` in the order of the list: the best ones ranked, then all others, newest first. Each comes once, whatever is
 * added or removed meanwhile.
 */
export async function matchesAfter(
  index: SearchIndex,
  query: IndexQuery,
  start: Place | null,
  count: number,
): Promise<{ matches: Ranked[]; place: Place }> {
  const bounds = start ?? { top: Number.MAX_SAFE_INTEGER, low: 0, lowNamed: 0 }
  // Entries that were written at the same time as others may become visible inside the bounds: they must not push any out.
  const room = start ? 2 : 1
  const [anywhere, named] = await Promise.all([
    index.match(query, { named: false, from: bounds.low, to: bounds.top, limit: room * most.anywhere }),
    query.words.length === 0
      ? []
      : index.match(query, { named: true, from: bounds.lowNamed, to: bounds.top, limit: room * most.named }),
  ])
  const place: Place = start ?? {
    top: Math.max(0, anywhere[0] ?? 0, named[0] ?? 0),
    low: anywhere.length < most.anywhere ? 0 : anywhere.at(-1)!,
    lowNamed: named.length < most.named ? 0 : named.at(-1)!,
    last: null,
  }
  const last = place.last
  const isAfter = (one: Ranked) => last === null || inOrder(one, last) > 0
  const competing = new Set([...anywhere, ...named])
  const best = last?.score === unranked ? [] : await rankAll(index, query, competing)
  const matches = best.filter(isAfter).slice(0, count)
  if (matches.length < count && place.low > 0) {
    const to = last?.score === unranked ? last.position - 1 : place.low - 1
    // Those of the best that are as old as these are in between.
    const others = await index.match(query, { named: false, from: 0, to, limit: count + named.length })
    const later = others.filter((position) => !competing.has(position))
    matches.push(
      ...later.slice(0, count - matches.length).map((position) => ({ score: unranked, at: '', position })),
    )
  }
  return { matches, place }
}

async function rankAll(index: SearchIndex, query: IndexQuery, positions: ReadonlySet<number>) {
  if (positions.size === 0) return []
  const { words } = query
  const typing = words.at(-1)?.prefix === true
  const among = (words: IndexQuery['words']) => index.among({ ...query, words }, [...positions])
  const [heads, phrase, whole] = await Promise.all([
    index.heads([...positions]),
    words.length < 2
      ? []
      : among([{ tokens: words.flatMap((word) => word.tokens), prefix: words.at(-1)!.prefix }]),
    typing ? among(words.map((word) => ({ ...word, prefix: false }))) : [],
  ])
  return rank(heads, words, { phrase: new Set(phrase), whole: new Set(whole) })
}
