import { expect, test } from 'vitest'
import { destinationsOf, replaceDestinations, writePath } from './body-links.ts'

const addresses = (body: string) => destinationsOf(body).map(({ text }) => text)

test.each([
  ['[a](b)', ['b']],
  ['![a](<b c> "title") and [d](e "f")', ['b c', 'e']],
  ['[a](b(c)d) [e](f', ['b(c)d', 'f']],
  ['[a]: b\n  [c]: <d e>', ['b', 'd e']],
  ['<img src="a.png"> <img src="b', ['a.png']],
  ['[a]() [b](\n) text (c)', []],
  [`[a](${'x'.repeat(3000)}) [b](c)`, ['c']],
])('%j', (body, found) => {
  expect(addresses(body)).toEqual(found)
})

test('only what is known is replaced, all else stays to the character', () => {
  const body = '[a](x) [b](<x>) ![c](y "t")\n[d]: x\n`[e](x)` \\[f](z)'
  expect(replaceDestinations(body, () => undefined)).toBe(body)
  expect(replaceDestinations(body, (address) => (address === 'x' ? 'new' : undefined))).toBe(
    '[a](new) [b](new) ![c](y "t")\n[d]: new\n`[e](new)` \\[f](z)',
  )
})

test('a path is written so that it is read again', () => {
  const path = "../a b/(c)'d/é#?%.png"
  expect(writePath(path)).not.toMatch(/[ ()<>#?']/)
  expect(addresses(`![x](${writePath(path)})`).map(decodeURIComponent)).toEqual([path])
})

test('nothing makes it slow', () => {
  for (const part of ['](', '[', '](((', '](<', 'src="', '[x]:', '](a '])
    expect(replaceDestinations(part.repeat(100_000), () => undefined)).toBe(part.repeat(100_000))
})
