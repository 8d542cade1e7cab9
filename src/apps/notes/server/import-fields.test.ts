import { expect, test } from 'vitest'
import { cleanTags, fieldName, readFields, timeOf } from './import-fields.ts'

const fields = (value: Record<string, unknown>) => {
  const byName = new Map(Object.entries(value).map(([key, one]) => [fieldName(key), one]))
  return readFields((name) => byName.get(name))
}

test.each([
  ['2024-05-01T10:00:00Z', '2024-05-01T10:00:00.000Z'],
  ['2024-05-01T10:00:00.123456789+02:00', '2024-05-01T08:00:00.123Z'],
  ['2024-05-01 10:00', '2024-05-01T10:00:00.000Z'],
  ['2024/5/1', '2024-05-01T00:00:00.000Z'],
  ['2024-05-01 10:00:00 -0500', '2024-05-01T15:00:00.000Z'],
  ['1714557600', '2024-05-01T10:00:00.000Z'],
  [1_714_557_600_000, '2024-05-01T10:00:00.000Z'],
  ['2024-13-41', null],
  ['yesterday', null],
  ['9999-01-01', null],
  ['1850-01-01', null],
  [Number.NaN, null],
  [{}, null],
  ['', null],
])('the time %j', (value, time) => {
  expect(timeOf(value)).toBe(time)
})

test('the usual spellings', () => {
  expect(
    fields({ Title: ' A  b ', tags: 'x, #y', 'Date Created': '2024-05-01', last_mod: 'no', pinned: 'true' }),
  ).toMatchObject({
    title: 'A b',
    tags: ['x', 'y'],
    createdAt: '2024-05-01T00:00:00.000Z',
    updatedAt: null,
    pinned: true,
  })
  expect(fields({ categories: ['a', 5, null], created_at: 0 })).toMatchObject({
    tags: ['a'],
    createdAt: '1970-01-01T00:00:00.000Z',
  })
})

test('tags as notes may have them', () => {
  expect(cleanTags(['#a', 'a', ' b,c ', '', '#', 'x'.repeat(90), '🎉'.repeat(40)])).toEqual([
    'a',
    'b c',
    'x'.repeat(60),
    '🎉'.repeat(30),
  ])
})

test('10,000 tags are a hundred, and it is told', () => {
  const found = fields({ tags: Array.from({ length: 10_000 }, (_, at) => `t${at}`) })
  expect(found.tags).toHaveLength(100)
  expect(found.tooManyTags).toBe(true)
})

test('only an id of a house is one', () => {
  expect(fields({ id: '0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b' }).id).not.toBeNull()
  for (const id of ['../x', '5', 5, '0193a1b2-c3d4-4e5f-8a9b-0c1d2e3f4a5b'])
    expect(fields({ id }).id).toBeNull()
})
