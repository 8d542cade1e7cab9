import { describe, expect, test } from 'vitest'
import { ago, bytes, clock, duration } from './format.ts'

describe('numbers as people read them', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [1_234_567, '1.2 MB'],
    [10_000_000_000, '10.0 GB'],
    [123_000_000, '123 MB'],
  ])('%d bytes are %s', (size, words) => expect(bytes(size)).toBe(words))

  test.each([
    [0, '0:00'],
    [65.9, '1:05'],
    [3725, '1:02:05'],
    [-3, '0:00'],
  ])('%d seconds on a clock are %s', (seconds, words) => expect(clock(seconds)).toBe(words))

  test.each([
    [1, '1 second'],
    [59, '1 minute'],
    [95, '2 minutes'],
    [7300, '2 hours'],
  ])('%d seconds last %s', (seconds, words) => expect(duration(seconds)).toBe(words))

  test.each([
    [-2, 'just now'],
    [-50, '50 seconds ago'],
    [-180, '3 minutes ago'],
    [-86_400, 'yesterday'],
    [172_800, 'in 2 days'],
  ])('%d seconds from now are %s', (seconds, words) =>
    expect(ago(1_000_000_000_000 + seconds * 1000, 1_000_000_000_000)).toBe(words),
  )
})
