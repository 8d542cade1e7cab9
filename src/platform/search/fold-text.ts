/**
 * Text as it is compared: compatibility forms and case folded, accents off. Marks that spell vowels (Devanagari, Thai) or change a
 * kana stay: without them other words would be meant. The same on every db engine, because no engine's own folding agrees with another's.
 */
export function foldText(text: string): string {
  if (isAscii(text)) return text.toLowerCase()
  return text
    .toWellFormed()
    .normalize('NFKD')
    .replace(accents, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[ßøłđðþæœıς]/g, (letter) => strokes[letter]!)
}

/** A tag, a title or a name as it is compared: folded, white space single and none around it. */
export const foldLine = (text: string): string => foldText(text).replace(/\s+/g, ' ').trim()

// oxlint-disable-next-line no-control-regex
export const isAscii = (text: string) => /^[\0-\x7f]*$/.test(text)

const accents =
  /[[\p{M}&&[\p{Script=Inherited}\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}]]--[\u3099\u309a]]+|\u0640/gv

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
  ς: 'σ',
}
