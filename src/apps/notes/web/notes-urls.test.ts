import { expect, test } from 'vitest'
import { dayStart, noteSearch, notesSearch } from './notes-urls.ts'

test('filters are read from the address, what is no filter is left out', () => {
  expect(
    notesSearch({
      q: 2026,
      tag: 'choir',
      author: '',
      from: '2026-05-01',
      to: 'soon',
      pinned: true,
      trash: 'yes',
    }),
  ).toEqual({ q: '2026', tag: 'choir', from: '2026-05-01', pinned: true })
  expect(notesSearch({ q: 'x'.repeat(1000), archived: true })).toEqual({ q: 'x'.repeat(400), archived: true })
  expect(notesSearch({ q: { evil: 1 }, tag: ['a'] })).toEqual({})
})

test('a note is opened for writing by a true alone', () => {
  expect(noteSearch({ edit: true })).toEqual({ edit: true })
  expect(noteSearch({ edit: 'true', other: 1 })).toEqual({})
})

test('a day begins where the reader is', () => {
  expect(dayStart('2026-05-01')).toBe(new Date(2026, 4, 1).toISOString())
  expect(dayStart('2026-05-31', 1)).toBe(new Date(2026, 5, 1).toISOString())
  expect(dayStart('2026-99-01')).toBeUndefined()
  expect(dayStart(undefined)).toBeUndefined()
})
