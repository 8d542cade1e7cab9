import type { Token } from 'marked'
import type { Block } from './parse-markdown.ts'

/** The id of a heading in the page. The prefix keeps a body from taking an id that the page itself uses. */
export const headingId = (prefix: string, words: string): string =>
  prefix +
  words
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80)

/** An id for each heading at the top of a body; the second of the same words ends in `-2`. */
export function headingIds(blocks: readonly Block[], prefix: string): ReadonlyMap<Token, string> {
  const ids = new Map<Token, string>()
  const taken = new Map<string, number>()
  for (const { token } of blocks) {
    if (token.type !== 'heading') continue
    const id = headingId(prefix, String(token.text))
    const count = (taken.get(id) ?? 0) + 1
    taken.set(id, count)
    ids.set(token, count === 1 ? id : `${id}-${count}`)
  }
  return ids
}
