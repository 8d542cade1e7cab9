/** Things people, scripts and cats type: query syntax of other engines, broken Unicode, endless words. The same ones every time. */
export function hostileTexts(count: number): string[] {
  const next = random(11)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)]!
  return [
    ...known,
    ...Array.from({ length: count - known.length }, () =>
      Array.from({ length: 1 + Math.floor(next() * 8) }, () => pick(pieces) + pick(glue)).join(''),
    ),
  ]
}

const known = [
  '',
  ' ',
  '"',
  '""',
  '"""',
  '-',
  '--',
  '-"',
  '#',
  '##',
  '*',
  '^',
  '\0',
  '\0a\0',
  '\uD800',
  'a\uDC00b',
  '\uFFFF',
  'a'.repeat(400),
  'a '.repeat(200),
  '"'.repeat(400),
  '('.repeat(400),
  '東'.repeat(400),
  '́'.repeat(400),
  '-a '.repeat(100),
  'tag:'.repeat(100),
  'tag:a '.repeat(60),
  '"a b" '.repeat(60),
  'a AND OR NOT',
  'NEAR(a b, 5)',
  'title : a',
  '{title body} : a',
  'a^2 +b -c',
  "'; drop table search_entries; --",
  'rank MATCH "x"',
  'before:0000-00-00 after:9999-99-99',
  'before:9999-12-31',
  'after:0001-01-01',
  'has:' + 'x'.repeat(390),
  'from:%',
  'in:archive in:archive -in:archive',
]
const pieces = [
  'a',
  'fox',
  'AND',
  'OR',
  'NOT',
  'NEAR',
  '*',
  '^',
  ':',
  '(',
  ')',
  '{',
  '}',
  '"',
  "'",
  '-',
  '+',
  '%',
  '_',
  '\\',
  'tag:',
  'tag:a',
  '#',
  '#a',
  'has:',
  'has:link',
  'before:',
  'before:2026',
  'after:2026-13',
  'after:2026-02-30',
  'in:',
  'in:archive',
  'from:',
  'from:me',
  'from:"',
  '東京',
  'ไทย',
  'é',
  '\u0301',
  '\u200D',
  '\u202E',
  '\uFEFF',
  '😀',
  '👩‍👩‍👧',
  '\uD83D',
  '\uDE00',
  '\0',
  '\n',
  '\t',
  '½',
  '㍿',
  'ﷺ',
  'İ',
  'ß',
  'title:',
  'terms:',
  'z_',
  'null',
  'undefined',
  '1e999',
]
const glue = ['', '', ' ', ' ', '-', '"', ':']

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
