import { expect, test } from 'vitest'
import { blockBits, newestFirst, type Stretch } from './postgres-blocks.ts'

/** Looks like the index does: only at positions whose blocks are asked for. */
function indexOf(positions: readonly number[]) {
  const looked: Stretch[] = []
  let collected = 0
  const look = async (stretch: Stretch, limit: number) => {
    looked.push(stretch)
    const inBlocks = positions.filter(
      (position) =>
        stretch.blocks === null || blocksOf(position).some((one) => stretch.blocks!.includes(one)),
    )
    collected += inBlocks.length
    return inBlocks
      .filter((position) => position >= stretch.low && position <= stretch.high)
      .toSorted((a, b) => b - a)
      .slice(0, limit)
  }
  return { look, looked, collected: () => collected }
}

const blocksOf = (position: number) => blockBits.map((bits) => `#${bits}.${Math.floor(position / 2 ** bits)}`)

test.each([1, 2, 3, 10, 511, 512, 513, 5000, 70_000])(
  'the newest of every %d th position, whatever is asked',
  async (step) => {
    const newest = 300_123
    const positions = Array.from({ length: Math.floor(newest / step) }, (_, n) => (n + 1) * step)
    for (const [from, to, limit] of [
      [0, newest, 20],
      [0, newest, 200],
      [0, 512, 7],
      [513, 70_000, 100],
      [299_000, 299_001, 5],
      [5, 4, 3],
    ] as const) {
      const { look } = indexOf(positions)
      const wanted = positions
        .filter((position) => position >= from && position <= to)
        .toReversed()
        .slice(0, limit)
      expect(await newestFirst({ from, to, limit }, look)).toEqual(wanted)
    }
  },
)

test('a common word collects a few times what is asked for, a rare one takes a few looks', async () => {
  const common = indexOf(Array.from({ length: 1_000_000 }, (_, n) => n))
  await newestFirst({ from: 0, to: 999_999, limit: 200 }, common.look)
  expect(common.collected()).toBeLessThan(2000)
  const seldom = indexOf(Array.from({ length: 1000 }, (_, n) => n * 1000))
  await newestFirst({ from: 0, to: 999_999, limit: 200 }, seldom.look)
  expect(seldom.collected()).toBeLessThanOrEqual(2000)
  const rare = indexOf([3])
  expect(await newestFirst({ from: 0, to: 5_000_000_000, limit: 200 }, rare.look)).toEqual([3])
  expect(rare.looked.length).toBeLessThanOrEqual(4)
})
