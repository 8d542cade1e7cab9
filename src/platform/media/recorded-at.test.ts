import { expect, test } from 'vitest'
import { readRecordedAt } from './recorded-at.ts'

const now = Date.UTC(2026, 5, 1)
const at = (creation: string | undefined, apple?: string) =>
  readRecordedAt(
    {
      streams: [],
      format: {
        tags: {
          ...(creation !== undefined && { creation_time: creation }),
          ...(apple !== undefined && { 'com.apple.quicktime.creationdate': apple }),
        },
      },
    },
    now,
  )

test.each([
  ['2024-05-01T10:00:00.000000Z', '2024-05-01T10:00:00.000Z'],
  ['2024-05-01 10:00:00', '2024-05-01T10:00:00.000Z'],
  ['1904-01-01T00:00:00Z', null],
  ['1970-01-01T00:00:00Z', null],
  ['2026-06-03T00:00:00Z', null],
  ['2026-06-01T20:00:00Z', '2026-06-01T20:00:00.000Z'],
  ['yesterday', null],
  [undefined, null],
])('%s is read as %s', (told, read) => {
  expect(at(told)).toBe(read)
})

test('the tag with a time zone comes first, unless it is absurd', () => {
  expect(at('2024-05-01T11:00:00Z', '2024-05-01T10:00:00+0200')).toBe('2024-05-01T08:00:00.000Z')
  expect(at('2024-05-01T11:00:00Z', '1904-01-01T00:00:00+0200')).toBe('2024-05-01T11:00:00.000Z')
})

test('a stream tells when the file does not', () => {
  const streams = [{ index: 0 }, { index: 1, tags: { creation_time: '2020-02-02T02:02:02Z' } }]
  expect(readRecordedAt({ streams, format: {} }, now)).toBe('2020-02-02T02:02:02.000Z')
})
