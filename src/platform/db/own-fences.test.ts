import { expect, test } from 'vitest'
import { fenceSeconds } from './fences.ts'
import { openOwnFences } from './own-fences.ts'

test('the highest of what was raised lately counts', async () => {
  let now = 0
  const fences = openOwnFences(() => now)
  expect(await fences.highest(['account:a'])).toBeNull()
  await fences.raise(['account:a', 'space:s'], 5n)
  await fences.raise(['space:s'], 9n)
  await fences.raise(['space:s'], 7n)
  expect(await fences.highest(['account:a', 'account:b'])).toBe(5n)
  expect(await fences.highest(['account:a', 'space:s'])).toBe(9n)
  now = fenceSeconds / 2
  await fences.raise(['account:b'], 1n)
  now = fenceSeconds + 1
  expect(await fences.highest(['account:a', 'space:s'])).toBeNull()
  expect(fences.all()).toEqual([['account:b', 1n]])
})
