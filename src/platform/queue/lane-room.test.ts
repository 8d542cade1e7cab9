import { expect, test } from 'vitest'
import { openLaneRoom } from './lane-room.ts'

const never = new AbortController().signal

test('has so many places and no more; who waits at the door comes before whoever looks', async () => {
  const room = openLaneRoom(2)
  room.take(1)
  expect(await room.enter(never)).toBe(true)
  expect(room.free()).toBe(0)
  const waiting = room.enter(never)
  room.leave()
  expect(await waiting).toBe(true)
  expect(room.free()).toBe(0)
  room.leave()
  expect(room.free()).toBe(1)
})

test('those at the door come in by turns', async () => {
  const room = openLaneRoom(1)
  room.take(1)
  const order: number[] = []
  const all = [1, 2, 3].map(async (n) => {
    await room.enter(never)
    order.push(n)
    room.leave()
  })
  room.leave()
  await Promise.all(all)
  expect([order, room.free()]).toEqual([[1, 2, 3], 1])
})

test('who is sent away leaves no place taken', async () => {
  const room = openLaneRoom(1)
  room.take(1)
  const stopping = new AbortController()
  const waiting = room.enter(stopping.signal)
  stopping.abort()
  expect(await waiting).toBe(false)
  room.leave()
  expect([room.free(), await room.enter(stopping.signal)]).toEqual([1, false])
})
