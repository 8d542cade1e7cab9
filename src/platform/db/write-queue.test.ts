import { expect, test } from 'vitest'
import { openWriteQueue } from './write-queue.ts'

test('serves one at a time, in the order of asking', async () => {
  const queue = openWriteQueue()
  const order: number[] = []
  let inside = 0
  await Promise.all(
    Array.from({ length: 20 }, async (_, n) => {
      const release = await queue.take(5)
      expect(++inside).toBe(1)
      order.push(n)
      await Promise.resolve()
      inside--
      release()
      release()
    }),
  )
  expect(order).toEqual(Array.from({ length: 20 }, (_, n) => n))
})

test('gives up on time and leaves the queue to the others', async () => {
  const queue = openWriteQueue()
  const release = await queue.take(5)
  const patient = queue.take(5)
  await expect(queue.take(0.01)).rejects.toMatchObject({
    kind: 'unavailable',
    code: 'db-busy',
    retryAfterSeconds: 1,
  })
  const last = queue.take(Number.POSITIVE_INFINITY)
  release()
  ;(await patient)()
  ;(await last)()
  ;(await queue.take(0.01))()
})
