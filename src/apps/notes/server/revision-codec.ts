/** A body as what is new in it against the one before: `previous` up to `keptStart`, `text`, and the last `keptEnd` of `previous`. */
export type Delta = { keptStart: number; keptEnd: number; text: string }

/** Every so many versions a body is kept whole, so that none takes more than as many steps to be read. */
export const wholeEvery = 32

/**
 * What to keep of `body` as version `version`. Whole (nothing kept of the previous one) for the first of every 32 versions, and where
 * that is not longer. Lengths are UTF-16 units; no pair of surrogates is ever taken apart.
 */
export function encodeBody(version: number, previous: string, body: string): Delta {
  const whole = { keptStart: 0, keptEnd: 0, text: body }
  if (version % wholeEvery === 1) return whole
  const keptStart = commonStart(previous, body)
  const keptEnd = commonEnd(previous, body, keptStart)
  return keptStart + keptEnd === 0
    ? whole
    : { keptStart, keptEnd, text: body.slice(keptStart, body.length - keptEnd) }
}

export const isWhole = (delta: Pick<Delta, 'keptStart' | 'keptEnd'>): boolean =>
  delta.keptStart === 0 && delta.keptEnd === 0

/** The body that the last of `deltas` stands for; the first one is whole, and each follows on the one before it. */
export function decodeBody(deltas: readonly Delta[]): string {
  return deltas.reduce(
    (previous, { keptStart, keptEnd, text }) =>
      previous.slice(0, keptStart) + text + previous.slice(previous.length - keptEnd),
    '',
  )
}

function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length)
  let same = 0
  while (same < most && a.charCodeAt(same) === b.charCodeAt(same)) same += 1
  return same > 0 && isHigh(a.charCodeAt(same - 1)) ? same - 1 : same
}

/** What the ends share beyond the `start` that is kept already. */
function commonEnd(a: string, b: string, start: number): number {
  const most = Math.min(a.length, b.length) - start
  let same = 0
  while (same < most && a.charCodeAt(a.length - 1 - same) === b.charCodeAt(b.length - 1 - same)) same += 1
  return same > 0 && isLow(a.charCodeAt(a.length - same)) ? same - 1 : same
}

const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff
const isLow = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff
