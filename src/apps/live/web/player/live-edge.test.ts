import { expect, test } from 'vitest'
import { liveEdge } from './live-edge.ts'

test.each([
  [1.6, 1.5, true, 'Live'],
  [4, 1.5, true, 'Live'],
  [13.4, 1.5, false, '12 s behind'],
  [61.6, 1.5, false, '1 minute behind'],
  [1801, 1.5, false, '30 minutes behind'],
  [0, 0, true, 'Live'],
  [Number.POSITIVE_INFINITY, 1.5, true, 'Live'],
  [Number.NaN, 1.5, true, 'Live'],
])('%d s behind with %d s needed: %s', (latency, target, isLive, words) => {
  expect(liveEdge(latency, target)).toEqual({ isLive, words })
})
