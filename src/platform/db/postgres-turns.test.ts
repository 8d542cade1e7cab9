import { expect, test } from 'vitest'
import { openTurns } from './postgres-turns.ts'

test('a key is crowded while many meet, and not while few do', () => {
  const turns = openTurns()
  const pass = (times: number) => {
    for (let n = 0; n < times; n++) turns.passed('hall')
  }
  for (let round = 0; round < 50; round++) {
    turns.met('hall')
    pass(10)
    expect(turns.crowded('hall')).toBe(false)
  }
  for (let round = 0; round < 50; round++) {
    turns.met('hall')
    pass(1)
  }
  expect([turns.crowded('hall'), turns.crowded('barn')]).toEqual([true, false])
  pass(100)
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
