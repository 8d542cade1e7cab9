import { expect, test } from 'vitest'
import { readAmf0 } from './amf0-reader.ts'
import { writeAmf0 } from './amf0-writer.ts'
import { ProtocolFault } from './protocol-fault.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')

test('every type comes as the specification writes it', () => {
  expect(readAmf0(hex('00 3ff8000000000000'))).toEqual([1.5])
  expect(readAmf0(hex('0101 0100'))).toEqual([true, false])
  expect(readAmf0(hex('02 0003 e282ac'))).toEqual(['€'])
  expect(readAmf0(hex('03 0001 61 05 0001 62 06 0000 09'))[0]).toEqual({ a: null, b: undefined })
  expect(readAmf0(hex('08 00000063 0001 61 0101 0000 09'))[0]).toEqual({ a: true })
  expect(readAmf0(hex('0a 00000002 05 0101'))).toEqual([[null, true]])
  expect(readAmf0(hex('0b 4072c00000000000 0000'))).toEqual([300])
  expect(readAmf0(hex('0c 00000002 6869'))).toEqual(['hi'])
  expect(readAmf0(hex('0f 00000002 6869 0d 07 0001'))).toEqual(['hi', undefined, undefined])
  expect(readAmf0(hex('10 0001 43 0001 61 0101 0000 09'))[0]).toEqual({ a: true })
})

test('where AMF3 begins, what was read before counts', () => {
  expect(readAmf0(hex('02 0002 6869 11 0401'))).toEqual(['hi', undefined])
  expect(readAmf0(hex('03 0001 61 0101 0001 62 11 0401 0000 09'))[0]).toEqual({ a: true, b: undefined })
  expect(readAmf0(hex('0a 00000003 05 11 04'))[0]).toEqual([null, undefined, undefined])
})

test('what is written can be read', () => {
  const values = ['connect', 1, { app: 'live', deep: { a: null, b: undefined } }, true, -0.25]
  expect(readAmf0(writeAmf0(...(values as never[])))).toEqual(values)
})

test('an encoder chooses names, not prototypes', () => {
  const [object] = readAmf0(writeAmf0(JSON.parse('{"__proto__":{"admin":true}}')))
  expect(Object.getPrototypeOf(object)).toBeNull()
  expect(({} as Record<string, unknown>).admin).toBeUndefined()
})

test.each([
  ['a number cut short', hex('00 3ff8')],
  ['a text longer than the rest', hex('02 00ff 61')],
  ['a long text longer than the rest', hex('0c ffffffff 61')],
  ['a list of four thousand million', hex('0a ffffffff 05')],
  ['an object without an end', hex('03 0001 61 05')],
  ['an unknown type', hex('1f')],
  ['objects in objects', Buffer.concat(Array.from({ length: 9 }, () => hex('03 0001 61')))],
  ['lists in lists', Buffer.concat(Array.from({ length: 9 }, () => hex('0a 00000001')).concat(hex('05')))],
  ['too many values', Buffer.alloc(2000, 5)],
])('%s is refused', (_, body) => {
  expect(() => readAmf0(body)).toThrow(ProtocolFault)
})
