import { expect, test } from 'vitest'
import { progressLines } from './progress.ts'

test('lines of ffmpeg become percent and seconds left', () => {
  const told: [number, number | null][] = []
  let now = 0
  const line = progressLines(
    100,
    (percent, left) => told.push([percent, left]),
    () => now,
  )
  line('frame=1')
  line('out_time_us=N/A')
  line('out_time_us=500000')
  now = 10_000
  line('out_time_us=25000000')
  now = 40_000
  line('out_time_us=100100000')
  line('progress=end')
  expect(told).toEqual([
    [0.5, null],
    [25, 30],
    [99.9, 1],
  ])
})
