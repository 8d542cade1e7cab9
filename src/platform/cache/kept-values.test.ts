import { expect, test } from 'vitest'
import { openKeptValues } from './kept-values.ts'

test('stays within its bound and keeps what is used', () => {
  const kept = openKeptValues(3, () => 0)
  for (const key of ['a', 'b', 'c']) kept.write(key, key, 10)
  kept.read('a')
  kept.write('d', 'd', 10)
  expect(['a', 'b', 'c', 'd'].map((key) => kept.read(key)?.value)).toEqual(['a', undefined, 'c', 'd'])
})
