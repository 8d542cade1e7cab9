import type { MatchRange } from './search-index.ts'

/**
 * Blocks: an index of lexemes knows no order, and must not collect half a million matches to tell the newest 200. So every entry has lexemes
 * for the blocks of positions it lies in, from 512 positions to a thousand million, and a search looks into the newest block first, then
 * into as many older ones as the matches so far let expect.
 */
const levels = [9, 12, 15, 18, 21, 24, 27, 30]

/** The lexeme of a block is `blockMark`, the bits of its size, a dot, and its number among those of its size. */
export const blockMark = '#'
export const blockBits: readonly number[] = levels

/** Positions from `low` to `high`, both among them; they all lie in one of `blocks`. Null: anywhere. */
export type Stretch = { low: number; high: number; blocks: string[] | null }

/** The highest `limit` positions of a range, highest first. `look` tells those of one stretch in that order. */
export async function newestFirst(
  { from, to, limit }: Omit<MatchRange, 'named'>,
  look: (stretch: Stretch, limit: number) => Promise<number[]>,
): Promise<number[]> {
  const found: number[] = []
  let high = to
  for (let level = 0; high >= from && found.length < limit;) {
    const stretch = stretchBelow(high, level, from)
    found.push(...(await look(stretch, limit - found.length)))
    high = stretch.low - 1
    level = nextLevel(level, ((limit - found.length) * (to - high)) / (found.length + 1))
  }
  return found
}

/** The block in which `high` lies and the one before it; at the last level everything. */
function stretchBelow(high: number, level: number, from: number): Stretch {
  const bits = levels[level]
  if (bits === undefined) return { low: from, high, blocks: null }
  const last = Math.floor(high / 2 ** bits)
  const first = Math.max(0, last - 1, Math.floor(from / 2 ** bits))
  const numbers = first === last ? [last] : [first, last]
  return {
    low: Math.max(from, first * 2 ** bits),
    high,
    blocks: numbers.map((number) => `${blockMark}${bits}.${number}`),
  }
}

/** The next larger level that holds so many positions, or the one for everything. */
function nextLevel(level: number, positions: number): number {
  const enough = levels.findIndex((bits, at) => at > level && 2 ** bits >= positions)
  return enough === -1 ? levels.length : enough
}
