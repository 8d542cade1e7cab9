import { expect, test } from 'vitest'
import { recordedTime } from './recorded-time.ts'

// On air for a minute, away for five, on air for another minute.
const twice = recordedTime([
  { from: 0, to: 60 },
  { from: 360, to: 420 },
])

test.each([
  [0, 0],
  [59, 59],
  [60, 60],
  [300, 60],
  [370, 70],
  [420, 120],
  [900, 120],
])('%i s after the event went live the recording is at %i s', (seconds, recorded) => {
  expect(twice.recorded(seconds)).toBe(recorded)
})

test.each([
  [0, 0],
  [59, 59],
  [60, 360],
  [70, 370],
  [130, 430],
])('%i s of the recording were %i s after the event went live', (recorded, seconds) => {
  expect(twice.passed(recorded)).toBe(seconds)
})

test('a push that still runs has no end, and what never ran has no time', () => {
  const open = recordedTime([{ from: 0, to: Number.POSITIVE_INFINITY }])
  expect([open.recorded(1000), open.passed(1000)]).toEqual([1000, 1000])
  const none = recordedTime([])
  expect([none.recorded(5), none.passed(5)]).toEqual([0, 5])
})
