import { expect, test } from 'vitest'
import { parseQuery } from './query-grammar.ts'
import { cutSnippet, markTitle } from './snippets.ts'

const marked = (pieces: { text: string; hit: boolean }[]) =>
  pieces.map(({ text, hit }) => (hit ? `[${text}]` : text)).join('')
const title = (text: string, query: string) => marked(markTitle(text, parseQuery(query).words))
const snippet = (text: string, query: string) => marked(cutSnippet(text, parseQuery(query).words))

test.each([
  ['Crème brûlée', 'creme', '[Crème] brûlée'],
  ['Crème brûlée', 'bru', 'Crème [brûlée]'],
  ['東京都の会議', '京都', '東[京都]の会議'],
  ['a b a b', '"a b"', '[a b] [a b]'],
  ['kitchen sink', 'sink kitchen', '[kitchen] [sink]'],
  ['nothing', 'x', 'nothing'],
  ['', 'x', ''],
  ['<b>bold</b>', 'b', '<[b]>[bold]</[b]>'],
])('%s for %s is %s', (text, query, wanted) => {
  expect(title(text, query)).toBe(wanted)
})

test('the passage with most of the words, on one line, cut between words', () => {
  const far = 'lorem ipsum dolor '.repeat(30)
  const text = `${far}one red apple\n${far}a red\n\n\tbicycle of mine ${far}`
  const cut = snippet(text, 'red bicycle')
  expect(cut).toContain('a [red] [bicycle] of mine')
  expect(cut).toMatch(/^… (lorem|ipsum|dolor) .* (lorem|ipsum|dolor) …$/)
})

test('a text that is short enough stands whole; one without the words says nothing', () => {
  expect(snippet('a red apple', 'red')).toBe('a [red] apple')
  expect(snippet('a red apple', 'blue')).toBe('')
  expect(snippet('', 'blue')).toBe('')
})

test('letters of two halves are not cut, and a page of hits stays small', () => {
  const cut = cutSnippet('😀'.repeat(200) + ' word ' + '😀'.repeat(200), parseQuery('word').words)
  expect(cut.every((piece) => piece.text.isWellFormed())).toBe(true)
  expect(cutSnippet('a '.repeat(5000), parseQuery('a').words).length).toBeLessThanOrEqual(64)
  expect(markTitle('a '.repeat(150), parseQuery('a').words).length).toBeLessThanOrEqual(64)
})

test('the beginning of a long text is looked through, not all of it', () => {
  expect(snippet(`${'x '.repeat(300_000)}needle`, 'needle')).toBe('')
})
