import { expect, test } from 'vitest'
import { hostileTexts } from './hostile-texts.fixture.ts'
import { asksNothing, parseQuery } from './query-grammar.ts'

const words = (text: string) =>
  parseQuery(text).words.map(({ tokens, prefix }) => tokens.join('+') + (prefix ? '*' : ''))
const without = (text: string) => parseQuery(text).without.map(({ tokens }) => tokens.join('+'))
const filters = (text: string) =>
  parseQuery(text).filters.map(({ not, name, value }) => `${not ? '-' : ''}${name}:${value}`)

test.each([
  ['kitchen Sink', ['kitchen', 'sink*']],
  ['"kitchen sink"', ['kitchen+sink']],
  ['"kitchen sink', ['kitchen+sink*']],
  ['a "b', ['a', 'b*']],
  ['“kitchen sink” „a b“', ['kitchen+sink', 'a+b']],
  ['e-mail', ['e+mail*']],
  ['東京', ['東+京*']],
  ['AND OR NOT NEAR(a, b)', ['and', 'or', 'not', 'near+a', 'b*']],
  ['title:x {a}', ['title+x', 'a*']],
  ['!!! ... *', []],
  ['', []],
  ['x- -', ['x']],
  ['"a b"-c', ['a+b', 'c*']],
])('%s asks for the words %j', (text, wanted) => {
  expect(words(text)).toEqual(wanted)
})

test.each([
  ['a -b --c', ['b', 'c']],
  ['-"b c" d', ['b+c']],
  ['-e-mail', ['e+mail']],
  ['a-b', []],
])('%s asks to leave out %j', (text, wanted) => {
  expect(without(text)).toEqual(wanted)
})

test.each([
  ['tag:Work', ['tag:work']],
  ['TAG:"Off Topic" x', ['tag:off topic']],
  ['#Über', ['tag:uber']],
  ['-#a -tag:b', ['-tag:a', '-tag:b']],
  ['has:images has:Link', ['has:image', 'has:link']],
  ['from:"Ada L', ['from:ada l']],
  ['from:me', ['from:me']],
  ['tag: has: from:', []],
  ['"tag:a"', []],
])('%s asks for the filters %j', (text, wanted) => {
  expect(filters(text)).toEqual(wanted)
})

test('what is no filter after all is words', () => {
  expect(words('has:banana')).toEqual(['has+banana*'])
  expect(words('before:tomorrow after:2026-02-30')).toEqual(['before+tomorrow', 'after+2026+02+30*'])
  expect(words('in:box')).toEqual(['in+box*'])
})

test('days, months and years begin at their first moment; the narrower of two counts', () => {
  const span = (text: string) => {
    const { after, before } = parseQuery(text)
    return [after, before]
  }
  expect(span('after:2026 before:2026-07')).toEqual(['2026-01-01T00:00:00.000Z', '2026-07-01T00:00:00.000Z'])
  expect(span('before:2026-1-31')).toEqual([null, '2026-01-31T00:00:00.000Z'])
  expect(span('after:2026 after:2025 before:2027 before:2028')).toEqual([
    '2026-01-01T00:00:00.000Z',
    '2027-01-01T00:00:00.000Z',
  ])
  expect(parseQuery('x in:archive').archive).toBe(true)
  expect(parseQuery('x -in:archive').archive).toBe(false)
})

test('only so much is asked, whatever is typed, and nothing throws', () => {
  for (const text of hostileTexts(2000)) {
    const query = parseQuery(text)
    expect(query.words.length).toBeLessThanOrEqual(10)
    expect(query.without.length + query.filters.length).toBeLessThanOrEqual(14)
    for (const { tokens } of [...query.words, ...query.without]) {
      expect(tokens.length).toBeLessThanOrEqual(12)
      // Anything else could leave its quotes in the expression of a driver.
      for (const token of tokens) expect(token).toMatch(/^[\p{L}\p{N}\p{M}_]+$/u)
    }
  }
  expect(asksNothing(parseQuery('  "" - # tag: '))).toBe(true)
  expect(asksNothing(parseQuery('in:archive'))).toBe(false)
})
