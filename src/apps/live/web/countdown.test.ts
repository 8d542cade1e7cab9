import { expect, test } from 'vitest'
import { countdown } from './countdown.ts'

const second = 1000
const [minute, hour, day] = [60 * second, 3600 * second, 86_400 * second]

test.each([
  [3 * day, 'in 3 days'],
  [day, 'in 1 day'],
  [day - second, '23:59:59'],
  [hour + minute + second, '1:01:01'],
  [42 * second, '0:42'],
  [1, '0:01'],
  [0, null],
  [-5 * second, null],
])('%i ms are left: %s', (left, words) => {
  expect(countdown(1_800_000_000_000 + left, 1_800_000_000_000)).toBe(words)
})
