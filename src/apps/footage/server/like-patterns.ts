import { foldLine } from '#platform/search/fold-text.ts'

/** The words of a query, each as a LIKE pattern (`ESCAPE '\'`) for "contains" over folded text. At most eight count. */
export function likePatterns(query: string): string[] {
  const words = foldLine(query).split(' ').filter(Boolean).slice(0, 8)
  return words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)
}
