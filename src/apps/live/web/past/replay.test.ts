import { expect, test } from 'vitest'
import { messageFixture } from '../live.fixture.ts'
import { type Stretch, wanted, written } from './replay.ts'

const at = (...seconds: number[]) => seconds.map((second) => messageFixture(second, { at: second }))
const stretch = (given: Partial<Stretch> = {}): Stretch => ({
  from: 0,
  messages: at(1, 5, 60),
  next: 'on',
  ...given,
})

test('reads on before the player comes to the end of what is there', () => {
  expect(wanted(stretch({ messages: [], next: undefined }), 0)).toBe('more')
  expect(wanted(stretch(), 10)).toBe('nothing')
  expect(wanted(stretch(), 31)).toBe('more')
  expect(wanted(stretch({ next: null }), 4000)).toBe('nothing')
})

test('begins elsewhere when the player goes far', () => {
  expect(wanted(stretch(), 3600)).toEqual({ from: 3480 })
  expect(wanted(stretch({ from: 600 }), 30)).toEqual({ from: 0 })
})

test('shows what has been written so far', () => {
  const bodies = written(stretch(), 5, 10).map(({ body }) => body)
  expect(bodies).toEqual(['message 1', 'message 5'])
  expect(written(stretch(), 100, 1)).toHaveLength(1)
  expect(written(stretch({ messages: [messageFixture(1)] }), 100, 5)).toEqual([])
})
