import { spanTerms } from './date-terms.ts'
import type { Filter, SearchQuery } from './query-grammar.ts'
import type { SearchAsk } from './search.ts'
import type { IndexQuery, SearchIndex } from './search-index.ts'
import { sightsOf, term } from './terms.ts'
import { tokensOf } from './tokens.ts'

/** More people of one name are left out. */
const mostPeople = 50
/** The kind under which the members of a space are indexed; their names are what `from:` looks at. */
export const memberKind = 'member'

/** What the index is asked for this ask; null when nothing can match. `kinds` are those that have a source. */
export async function queryOf(
  index: SearchIndex,
  query: SearchQuery,
  ask: SearchAsk,
  kinds: readonly string[],
): Promise<IndexQuery | null> {
  const wanted = ask.kinds ? kinds.filter((kind) => ask.kinds!.includes(kind)) : [...kinds]
  if (wanted.length === 0) return null
  const terms: (readonly string[])[] = [sightsOf(ask.spaceId, isArchived(query, ask), ask.viewer)]
  if (wanted.length < kinds.length) terms.push(wanted.map(term.kind))
  terms.push(...(ask.terms ?? []).map((own) => [term.own(own)]))
  const withoutTerms: string[] = []
  for (const filter of query.filters) {
    const group = await groupOf(index, filter, ask)
    if (filter.not) withoutTerms.push(...group)
    else if (group.length === 0) return null
    else terms.push(group)
  }
  for (const [after, before] of spansOf(query, ask)) {
    const span = spanTerms(after, before)
    if (span.length === 0) return null
    terms.push(span)
  }
  const { words, without } = query
  return { words, without, terms, withoutTerms, kinds: wanted }
}

export const isArchived = (query: SearchQuery, ask: SearchAsk): boolean =>
  query.archive || ask.archived === true

/** Spans of days, all of which hold every hit. */
function spansOf({ after, before }: SearchQuery, { from, to }: SearchAsk): [string | null, string | null][] {
  const asked: [string | null, string | null][] = [
    [after, before],
    [from ?? null, to === undefined ? null : dayAfter(to)],
  ]
  return asked.filter(([start, end]) => start !== null || end !== null)
}

const dayAfter = (time: string) => new Date(Date.parse(time) + 24 * 3600 * 1000).toISOString()

async function groupOf(index: SearchIndex, filter: Filter, ask: SearchAsk): Promise<string[]> {
  if (filter.name === 'tag') return [term.tag(filter.value)]
  if (filter.name === 'has') return [term.trait(filter.value)]
  if (filter.value === 'me') return ask.viewer.sees === 'public' ? [] : [term.author(ask.viewer.accountId)]
  return (await membersCalled(index, filter.value, ask.spaceId)).map(term.author)
}

/** Ids of members one of whose names begins like this. */
async function membersCalled(index: SearchIndex, name: string, spaceId: string): Promise<string[]> {
  const words = name.split(' ').flatMap((part) => {
    const tokens = tokensOf(part).map((token) => token.text)
    return tokens.length === 0 ? [] : [{ tokens, prefix: true }]
  })
  if (words.length === 0) return []
  const everyone = [sightsOf(spaceId, false, { sees: 'all', accountId: '' }), [term.kind(memberKind)]]
  const positions = await index.match(
    { words, without: [], terms: everyone, withoutTerms: [], kinds: [memberKind] },
    { named: true, from: 0, to: Number.MAX_SAFE_INTEGER, limit: mostPeople },
  )
  return positions.length === 0 ? [] : (await index.rows(positions)).map((row) => row.id)
}
