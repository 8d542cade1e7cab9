import { expect, test } from 'vitest'
import { WaitingRoom } from './waiting-room.ts'

test('whoever holds the most places gives up the one it has had longest', () => {
  const room = new WaitingRoom(4)
  const out: string[] = []
  const enter = (name: string, address: string) => room.enter({ name }, address, () => out.push(name))
  enter('volunteer', 'a')
  for (const name of ['first', 'second', 'third']) enter(name, 'crowd')
  expect(room.size).toBe(4)
  enter('another volunteer', 'b')
  enter('fourth', 'crowd')
  expect(out).toEqual(['first', 'second'])
  expect(room.size).toBe(4)
})

test('a place that was left is free', () => {
  const room = new WaitingRoom(1)
  const guest = {}
  room.enter(guest, 'a', () => expect.unreachable())
  room.leave(guest)
  room.enter({}, 'a', () => {})
  expect(room.size).toBe(1)
})
