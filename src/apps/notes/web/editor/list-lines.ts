/** What Enter does at the end of a line that belongs to a list or a quote. */
export type Continuation =
  /** A new line that begins with `insert`. */
  | { kind: 'next'; insert: string }
  /** The item is empty: it goes one step out, or the list is over. `line` is what becomes of the line. */
  | { kind: 'end'; line: string }

/** `before` is the line up to the caret, `after` what follows it. Null where a line is just a line. */
export function continuationOf(before: string, after: string): Continuation | null {
  const [whole, indent = '', sign = '', space = '', box] =
    /^([ \t]*(?:> ?)*)((?:[-*+]|\d{1,9}[.)])?)([ \t]*)(\[[ xX]\][ \t]+)?/.exec(before) ?? []
  if (whole === undefined) return null
  const isItem = sign !== '' && space !== ''
  if (!isItem && !indent.includes('>')) return null
  const isEmpty = before.slice(whole.length).trim() === '' && after.trim() === ''
  if (isEmpty && isItem && /^ {2}|^\t/.test(indent))
    return { kind: 'end', line: `${indent.replace(/^ {2}|^\t/, '')}${sign}${space}${box ?? ''}` }
  // The empty line keeps what is typed next from going on in the last item.
  if (isEmpty) return { kind: 'end', line: isItem && indent !== '' ? indent : '\n' }
  if (!isItem) return { kind: 'next', insert: indent }
  const number = /^(\d+)([.)])$/.exec(sign)
  const next = number ? `${Number(number[1]) + 1}${number[2]}` : sign
  return { kind: 'next', insert: `${indent}${next}${space}${box ? '[ ] ' : ''}` }
}

/** The indentation, and the list sign behind it with its box: `- `, `1. `, `- [ ] `; empty for a plain line. */
export function signOf(text: string): { indent: string; sign: string } {
  const [, indent = '', sign = ''] = /^([ \t]*)((?:[-*+]|\d{1,9}[.)]) (?:\[[ xX]\] )?)?/.exec(text) ?? []
  return { indent, sign }
}
