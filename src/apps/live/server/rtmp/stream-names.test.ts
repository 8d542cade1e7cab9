import { expect, test } from 'vitest'
import { addressOf, encoderOf, keyOf } from './stream-names.ts'

const key = (connect: Record<string, string>, name: string | null) => {
  const address = addressOf(connect)
  return address && `${address.app} ${keyOf(address, name)}`
}

test('the ways encoders write one address', () => {
  expect(key({ app: 'live', tcUrl: 'rtmp://h/live' }, 'k')).toBe('live k')
  expect(key({ app: 'live/' }, 'k')).toBe('live k')
  expect(key({ app: '/live' }, 'k')).toBe('live k')
  expect(key({ app: 'live?a=b' }, 'k')).toBe('live k')
  expect(key({ app: 'live/k' }, '')).toBe('live k')
  expect(key({ app: 'live/k' }, null)).toBe('live k')
  expect(key({ tcUrl: 'rtmps://h:1936/live' }, 'k')).toBe('live k')
  expect(key({ app: 'live', tcUrl: 'rtmp://h/live/k' }, '')).toBe('live k')
  expect(key({ tcUrl: 'rtmp://h/live/k?a=b' }, null)).toBe('live k')
  // Hardware and apps that sign in put their names behind the key; an nginx-rtmp in front cuts them off as well.
  expect(key({ app: 'live' }, 'k?user=a&pass=b')).toBe('live k')
  expect(key({ app: 'live/k?a=b', tcUrl: 'rtmp://h/live/k?a=b' }, '?a=b')).toBe('live k')
  expect(key({ app: 'ingest' }, 'ticket')).toBe('ingest ticket')
})

test('other addresses are none of ours', () => {
  for (const app of ['', 'app', 'Live', 'vod/k']) expect(addressOf({ app })).toBeNull()
  expect(addressOf({})).toBeNull()
})

test('a key is what was typed, to the last space', () => {
  expect(key({ app: 'live' }, ' "k"\n ')).toBe('live  "k"\n ')
  expect(key({ app: 'live' }, 'k'.repeat(300))).toBe('live ')
})

test('an encoder may call itself anything, in one short line', () => {
  expect(encoderOf({ flashVer: 'FMLE/3.0\n\x1b[31mred€' })).toBe('FMLE/3.0[31mred')
  expect(encoderOf({ flashVer: 'x'.repeat(5000) })).toHaveLength(80)
  expect(encoderOf({ flashVer: '\n' })).toBeNull()
  expect(encoderOf({})).toBeNull()
})
