/**
 * Where a Markdown body leads: what stands in `](…)`, behind `[label]:` and in `src="…"`. Found by one walk over the text, so that
 * no body makes it slow. Code is not told apart: an example of a link goes the same way out and back.
 */
export type Destination = {
  /** The address without its brackets. */
  text: string
  /** What of the body it takes, brackets included. */
  start: number
  end: number
}

/** Longer addresses (pictures inside the text, mostly) are left alone. */
const mostAddress = 2_000

export function destinationsOf(body: string): Destination[] {
  const found: Destination[] = []
  const opening = /\]\(|^ {0,3}\[[^\]\n]{1,200}\]:|\bsrc="/gm
  for (let one = opening.exec(body); one !== null; one = opening.exec(body)) {
    const quoted = one[0] === 'src="'
    const start = quoted ? opening.lastIndex : afterSpace(body, opening.lastIndex)
    const destination = quoted ? upTo(body, start, '"') : addressAt(body, start)
    // Nothing is looked at twice: what could begin inside of an address is part of it.
    opening.lastIndex =
      destination === 'endless' ? start + mostAddress : Math.max(start, destination?.end ?? 0)
    if (destination !== null && destination !== 'endless' && destination.text !== '') found.push(destination)
  }
  return found
}

/** The body with other addresses, where `to` knows one. They are written so that they need no brackets. */
export function replaceDestinations(body: string, to: (address: string) => string | undefined): string {
  let out = ''
  let last = 0
  for (const { text, start, end } of destinationsOf(body)) {
    const address = to(text)
    if (address === undefined) continue
    out += body.slice(last, start) + address
    last = end
  }
  return out + body.slice(last)
}

/** A path as a destination: nothing in it ends the brackets or needs `<…>`. */
export const writePath = (path: string): string =>
  path
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replace(/[()'*!]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`),
    )
    .join('/')

function afterSpace(body: string, from: number): number {
  let at = from
  while (at < from + 20 && (body[at] === ' ' || body[at] === '\t')) at++
  return at
}

/** Null where none is, `endless` where one begins that is too long to be one. */
type Scanned = Destination | null | 'endless'

function addressAt(body: string, start: number): Scanned {
  if (body[start] === '<') {
    const inner = upTo(body, start + 1, '>')
    return inner === null || inner === 'endless' ? inner : { text: inner.text, start, end: inner.end + 1 }
  }
  let open = 0
  const most = Math.min(body.length, start + mostAddress)
  for (let at = start; at <= most; at++) {
    const c = body[at]
    if (c === '(') open++
    const ends = c === undefined || c === ' ' || c === '\n' || c === '\t' || c === '\r'
    if (ends || (c === ')' && open-- === 0)) return { text: body.slice(start, at), start, end: at }
  }
  return 'endless'
}

function upTo(body: string, start: number, mark: string): Scanned {
  const most = Math.min(body.length, start + mostAddress)
  for (let at = start; at < most; at++) {
    if (body[at] === mark) return { text: body.slice(start, at), start, end: at }
    if (body[at] === '\n') return null
  }
  return most === body.length ? null : 'endless'
}
