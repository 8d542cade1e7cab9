import { expect, test } from 'vitest'
import { messageFixture } from '../live.fixture.ts'
import {
  type ChatList,
  emptyList,
  shortened,
  withFailed,
  withLatest,
  withMessages,
  without,
  withSending,
  withSent,
} from './chat-list.ts'

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => messageFixture(from + at))
const keys = (list: ChatList) => list.rows.map(({ key }) => key)
const numbers = (list: ChatList) => keys(list).map((key) => Number(key.slice(1)))

test('history and news meet in order, each message once', () => {
  const news = withMessages(emptyList, [messageFixture(7), messageFixture(6)])
  const all = withMessages(news, range(3, 7))
  expect(numbers(all)).toEqual([3, 4, 5, 6, 7])
  expect(withMessages(all, range(4, 6))).toBe(all)
})

test('what was taken away does not come back with a late answer', () => {
  const list = without(withMessages(emptyList, range(1, 3)), ['m0002'])
  expect(numbers(withMessages(list, range(1, 4)))).toEqual([1, 3, 4])
})

test('what is sent stands last and becomes the message of the house, whichever answer comes first', () => {
  const mine = messageFixture(9, { body: 'Amen', own: true })
  const sending = withSending(withMessages(emptyList, range(1, 2)), 'key', mine)
  expect(keys(sending)).toEqual(['m0001', 'm0002', 'key'])
  expect(sending.rows[2]?.is).toBe('sending')
  const answered = withSent(sending, 'key', mine)
  expect(numbers(answered)).toEqual([1, 2, 9])
  const told = withMessages(sending, [messageFixture(8), { ...mine, own: false }])
  expect(numbers(told)).toEqual([1, 2, 8, 9])
  expect(withSent(told, 'key', mine).rows).toHaveLength(4)
})

test('the same words of somebody else are another message', () => {
  const sending = withSending(emptyList, 'key', messageFixture(1, { body: 'Hello' }))
  const other = messageFixture(2, { body: 'Hello', author: { id: null, name: 'Ben', role: 'guest' } })
  expect(withMessages(sending, [other]).rows).toHaveLength(2)
})

test('what was refused keeps its words and can be sent again', () => {
  const refused = withFailed(withSending(emptyList, 'key', messageFixture(1)), 'key', 'Slow down')
  expect(refused.rows).toMatchObject([{ is: 'failed', words: 'Slow down', message: { body: 'message 1' } }])
  expect(withSending(refused, 'key', messageFixture(1)).rows).toMatchObject([{ is: 'sending' }])
})

test('a page that was away takes the latest: with what it has when they meet, anew when they do not', () => {
  const before = withMessages(emptyList, range(1, 10))
  const missing = range(8, 15).filter(({ id }) => id !== 'm0009')
  expect(numbers(withLatest(before, missing))).toEqual(
    [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15].filter((n) => n !== 9),
  )
  expect(numbers(withLatest(before, range(30, 35)))).toEqual([30, 31, 32, 33, 34, 35])
  const heard = withMessages(before, range(16, 16))
  expect(numbers(withLatest(heard, range(9, 15)))).toContain(16)
})

test('a long list is shortened at its beginning', () => {
  expect(numbers(shortened(withMessages(emptyList, range(1, 9)), 3))).toEqual([7, 8, 9])
})
