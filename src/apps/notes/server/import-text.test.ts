import { expect, test } from 'vitest'
import { ImportProblem } from './import-problem.ts'
import { decodeText } from './import-text.ts'

const text = 'Grüße – ein Text, in dem „vieles“ steht.\n'
const swapped = (bytes: Buffer) => Buffer.from(bytes).swap16()

test.each([
  ['UTF-8', Buffer.from(text)],
  ['UTF-8 with its mark', Buffer.from(`\ufeff${text}`)],
  ['UTF-16 with its mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16, big end first', swapped(Buffer.from(`\ufeff${text}`, 'utf16le'))],
  ['UTF-16 without a mark', Buffer.from(text, 'utf16le')],
])('%s', (_, bytes) => {
  expect(decodeText(bytes)).toEqual({ text, guessed: false })
})

test('what is no UTF-8 is taken for the old western code page, and says so', () => {
  expect(decodeText(Buffer.from('Gr\xfc\xdfe aus K\xf6ln', 'latin1'))).toEqual({
    text: 'Grüße aus Köln',
    guessed: true,
  })
})

test.each([
  ['a picture', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1')],
  ['letters that the code page does not have', Buffer.from('a\x81b', 'latin1')],
  ['another alphabet of eight bits', Buffer.from('\xcf\xf0\xe8\xe2\xe5\xf2', 'latin1')],
  ['half of UTF-16', Buffer.from('\xff\xfea', 'latin1')],
  ['zeros', Buffer.alloc(100)],
])('%s is refused in words', (_, bytes) => {
  expect(() => decodeText(bytes)).toThrow(ImportProblem)
})

test('nothing is an empty text', () => {
  expect(decodeText(Buffer.alloc(0))).toEqual({ text: '', guessed: false })
})
