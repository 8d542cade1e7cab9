import { expect, test } from 'vitest'
import { openTurns } from './postgres-turns.ts'

test('a key is crowded from when two have met until a while after', () => {
  let now = 0
  const turns = openTurns(() => now)
  expect(turns.crowded('hall')).toBe(false)
  turns.met('hall')
  expect([turns.crowded('hall'), turns.crowded('barn')]).toEqual([true, false])
  now = 0.9
  turns.met('hall')
  now = 1.5
  expect(turns.crowded('hall')).toBe(true)
  now = 2
  expect(turns.crowded('hall')).toBe(false)
})

test('one at a time for each key, in the order of asking', async () => {
  const turns = openTurns()
  const order: number[] = []
  const other = await turns.take('barn', 1)
  await Promise.all(
    Array.from({ length: 10 }, async (_, n) => {
      const end = await turns.take('hall', 1)
      order.push(n)
      await Promise.resolve()
      expect(order.at(-1)).toBe(n)
      end()
    }),
  )
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  await expect(turns.take('barn', 0.01)).rejects.toMatchObject({ code: 'db-busy' })
  other()
  ;(await turns.take('barn', 0.01))()
})
