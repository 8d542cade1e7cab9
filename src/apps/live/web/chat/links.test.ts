import { expect, test } from 'vitest'
import { piecesOf } from './links.ts'

const links = (text: string) => piecesOf(text).flatMap(({ href }) => href ?? [])

test('a text without addresses is one piece', () => {
  expect(piecesOf('Good morning!')).toEqual([{ text: 'Good morning!' }])
  expect(piecesOf('')).toEqual([])
})

test('addresses are cut out, what ends the sentence is not part of them', () => {
  expect(piecesOf('See https://example.org/a?b=1#c, and (http://example.com).')).toEqual([
    { text: 'See ' },
    { text: 'https://example.org/a?b=1#c', href: 'https://example.org/a?b=1#c' },
    { text: ', and (' },
    { text: 'http://example.com', href: 'http://example.com/' },
    { text: ').' },
  ])
})

test.each([
  'javascript:alert(1)',
  'xhttps://a.example',
  'data:text/html,x',
  'https://',
  'https://a@b.example',
  'https://[x',
])('%s is not opened', (text) => {
  expect(links(text)).toEqual([])
  expect(
    piecesOf(text)
      .map((piece) => piece.text)
      .join(''),
  ).toBe(text)
})

test('nothing is lost, whatever is written', () => {
  const text = 'https://a.example https://a.example/"x" <https://b.example>… http://ü.example!'
  expect(
    piecesOf(text)
      .map((piece) => piece.text)
      .join(''),
  ).toBe(text)
  expect(links(text)).toHaveLength(4)
})
