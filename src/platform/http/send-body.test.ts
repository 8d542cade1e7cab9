import { expect, test } from 'vitest'
import { encodingOf } from './send-body.ts'

test.each([
  [undefined, null],
  ['', null],
  ['identity', null],
  ['*;q=0', null],
  ['gzip', 'gzip'],
  ['gzip, deflate, br, zstd', 'br'],
  ['br;q=0.5, gzip;q=1.0', 'br'],
  ['br;q=0, gzip', 'gzip'],
  ['BR', 'br'],
  ['gzip;q=0.000', null],
  ['brotli', null],
])('a client that takes %j gets %s', (accepted, encoding) => {
  expect(encodingOf(accepted)).toBe(encoding)
})
