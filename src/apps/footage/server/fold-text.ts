/**
 * Text as search compares it: accents and case folded away, white space single. The same on every db engine, because
 * no engine's own LIKE or lower() agrees with another's beyond ASCII.
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[ßøłđðþæœı]/g, (letter) => strokes[letter]!)
    .replace(/\s+/g, ' ')
    .trim()
}

/** The words of a query, each as a LIKE pattern (`ESCAPE '\'`) for "contains". At most eight count. */
export function likePatterns(query: string): string[] {
  const words = foldText(query).split(' ').filter(Boolean).slice(0, 8)
  return words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)
}

/** Letters that Unicode does not take apart. */
const strokes: Record<string, string> = {
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
}
