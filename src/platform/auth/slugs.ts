const longest = 40

/** A name as an address: accents folded, words joined by hyphens, `space` when nothing is left. */
export function slugOf(name: string): string {
  const words = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[ßøæœłđþð]/gi, (letter) => plainLetters[letter.toLowerCase()] ?? letter)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
  return trimmed(words.replace(/^-+/, ''), longest) || 'space'
}

/** `wanted`, or the first of `wanted-2`, `wanted-3`, … that nobody has. */
export function freeSlug(wanted: string, taken: readonly string[]): string {
  const used = new Set(taken)
  if (!used.has(wanted)) return wanted
  for (let n = 2; ; n++) {
    const next = `${trimmed(wanted, longest - `-${n}`.length)}-${n}`
    if (!used.has(next)) return next
  }
}

/** Letters that Unicode does not take apart into a plain one and an accent. */
const plainLetters: Record<string, string> = {
  ß: 'ss',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ł: 'l',
  đ: 'd',
  þ: 'th',
  ð: 'd',
}

const trimmed = (slug: string, length: number) => slug.slice(0, length).replace(/-+$/, '')
