import { dateTerms } from './date-terms.ts'
import type { SearchEntry, SearchViewer } from './search.ts'
import { foldLine } from './fold-text.ts'
import { exactToken } from './tokens.ts'

/**
 * Terms: what an entry is filtered by, each one token of the index. The first ones join the space with who may see the entry and whether
 * it is archived, so that what belongs to another space, or to other eyes, is no candidate at all.
 */
export function termsOf(entry: SearchEntry): string[] {
  const { spaceId, archived, visibility, authorId } = entry
  return [
    sightTerm(spaceId, archived, 'all'),
    ...(visibility === 'private' ? [] : [sightTerm(spaceId, archived, 'members')]),
    ...(visibility === 'public' ? [sightTerm(spaceId, archived, 'public')] : []),
    ...(visibility === 'private' && authorId !== null
      ? [sightTerm(spaceId, archived, `own ${authorId}`)]
      : []),
    ...(authorId === null ? [] : [term.author(authorId)]),
    term.kind(entry.kind),
    ...entry.tags.map(term.tag),
    ...entry.has.map(term.trait),
    ...dateTerms(entry.at),
    ...(entry.terms ?? []).map(term.own),
  ]
}

/** Terms of which every entry that this viewer may find has at least one, and no other entry has any. */
export function sightsOf(spaceId: string, archived: boolean, viewer: SearchViewer): string[] {
  if (viewer.sees !== 'members') return [sightTerm(spaceId, archived, viewer.sees)]
  return [sightTerm(spaceId, archived, 'members'), sightTerm(spaceId, archived, `own ${viewer.accountId}`)]
}

/** The same for an entry at hand. */
export const maySee = (
  entry: SearchEntry,
  spaceId: string,
  archived: boolean,
  viewer: SearchViewer,
): boolean => {
  const terms = termsOf(entry)
  return sightsOf(spaceId, archived, viewer).some((sight) => terms.includes(sight))
}

export const term = {
  author: (id: string) => `a_${exactToken(id)}`,
  kind: (kind: string) => `k_${exactToken(kind)}`,
  tag: (tag: string) => `t_${exactToken(foldLine(tag))}`,
  trait: (trait: string) => `h_${exactToken(trait)}`,
  own: (own: string) => `o_${exactToken(own)}`,
}

const sightTerm = (spaceId: string, archived: boolean, eyes: string) =>
  `${archived ? 'y' : 'z'}_${exactToken(`${spaceId} ${eyes}`)}`
