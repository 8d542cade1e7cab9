import { expect, test } from 'vitest'
import { targetOf } from './link-safety.ts'

const id = '0192f5a0-0000-7000-8000-000000000001'
const href = (written: string) => {
  const target = targetOf(written)
  return target && ('href' in target ? target.href : `${target.kind} ${target.id}`)
}

test.each([
  ['https://example.org/a b?c=%20&amp;d#e', 'https://example.org/a%20b?c=%20&d#e'],
  ['HTTP://EXAMPLE.org', 'http://example.org/'],
  ['https://example.org/a:b', 'https://example.org/a:b'],
  ['https://example.org/?next=javascript%3Aalert', 'https://example.org/?next=javascript%3Aalert'],
  ['mailto:a@example.org?subject=x', 'mailto:a@example.org?subject=x'],
  ['tel:+41 44 123-45', 'tel:+41 44 123-45'],
  ['/footage/1?t=2#x', '/footage/1?t=2#x'],
  ['/a/../b', '/b'],
  ['#Some heading', 'heading Some heading'],
  [`note:${id}`, `note ${id}`],
  [`attachment:${id}`, `attachment ${id}`],
])('%s leads to %s', (written, expected) => expect(href(written)).toBe(expected))

test.each([
  'javascript:alert(1)',
  'java\tscript:alert(1)',
  'java&Tab;script&colon;alert(1)',
  '&#106;&#x61;vascript:alert(1)',
  '&amp;#106;avascript:alert(1)',
  'javascript%3Aalert(1)',
  '%256aavascript:alert(1)',
  '\u0001javascript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'ftp://example.org',
  '//example.org',
  '/\\example.org',
  '/.//example.org',
  '/\t/example.org',
  'https://bank.example@example.org',
  'https://',
  'example.org/a',
  'note:1',
  `attachment:${id}/..`,
  '#',
  '',
  `https://example.org/${'x'.repeat(5000)}`,
])('%s leads nowhere', (written) => expect(href(written)).toBeNull())

test('an autolink is taken as it is written', () => {
  expect(targetOf('https://example.org/?a=1&amp;b', { literal: true })).toEqual({
    kind: 'outside',
    href: 'https://example.org/?a=1&amp;b',
  })
})
