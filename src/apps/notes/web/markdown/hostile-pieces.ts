/** How much of a body is parsed at once, characters: cut at an empty line when there is one, at a line's end when not. */
const softPiece = 12_000
const hardPiece = 24_000
/** Quotes and lists inside each other; deeper ones are shown as they are written. */
const mostNesting = 40
const mostIndent = 120
const mostTableCells = 20_000
/** `*`, `_` and `~` in one run of text. The parser's work grows with their square. */
const mostDelimiters = 800

export type Piece = { text: string; plain: boolean }

/**
 * Cuts a body into pieces that the parser can take: together they are the body. A piece that would cost the parser its stack or
 * seconds is `plain`: shown as it is written. Code fences are never cut.
 */
export function piecesOf(source: string): Piece[] {
  const pieces: Piece[] = []
  let from = 0
  let fence = ''
  for (let at = 0; at < source.length;) {
    const end = source.indexOf('\n', at) + 1 || source.length
    const line = source.slice(at, Math.min(end, at + 400))
    fence = fenceAfter(line, fence)
    at = end
    const size = at - from
    const blank = line.trim() === ''
    if (fence === '' && ((blank && size > softPiece) || size > hardPiece)) {
      pieces.push(pieceOf(source.slice(from, at)))
      from = at
    }
  }
  if (from < source.length) pieces.push(pieceOf(source.slice(from)))
  return pieces
}

/** Counts the work that runs of text cost the parser, and says when it is enough. One for each body. */
export function openWorkBudget() {
  let left = 40_000_000
  return (text: string): boolean => {
    const delimiters = text.match(/[*_~]/g)?.length ?? 0
    const openers = text.match(/[[<`!]/g)?.length ?? 0
    if (delimiters > mostDelimiters || /\S{3000}/.test(text)) return false
    left -= delimiters ** 2 + openers * Math.min(text.length, 4000) * 0.02 + text.length * 0.1
    // Looking for the `@` of an address, the parser goes through a long word once for each of its letters.
    for (const [word] of text.matchAll(/\S{100,}/g)) left -= word.length ** 2 / 8
    return left > 0
  }
}

/** The fence that is open after a line; empty for none. */
function fenceAfter(line: string, open: string): string {
  const marks = /^ {0,3}(`{3,}|~{3,})(.*)/.exec(line)
  if (!marks) return open
  const [, mark = '', rest = ''] = marks
  if (open === '') return mark.startsWith('`') && rest.includes('`') ? '' : mark
  return mark[0] === open[0] && mark.length >= open.length && rest.trim() === '' ? '' : open
}

const pieceOf = (text: string): Piece => ({ text, plain: isCostly(text) })

function isCostly(text: string): boolean {
  let lines = 0
  let mostPipes = 0
  let fence = ''
  for (const line of text.split('\n')) {
    lines += 1
    fence = fenceAfter(line.slice(0, 400), fence)
    if (fence !== '') continue
    const head = /^(?:[ \t]|>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))*/.exec(line)?.[0] ?? ''
    if ((head.match(/[>*+)\-.]/g)?.length ?? 0) > mostNesting) return true
    if (head.length > mostIndent && head.length < line.length) return true
    mostPipes = Math.max(mostPipes, line.match(/\|/g)?.length ?? 0)
  }
  return lines * mostPipes > mostTableCells
}
