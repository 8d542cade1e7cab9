import { expect, test } from 'vitest'
import { changesTo } from './text-changes.ts'

const applied = (text: string, changes: ReturnType<typeof changesTo>) =>
  changes
    .toReversed()
    .reduce((now, { from, to, insert }) => now.slice(0, from) + insert + now.slice(to), text)

test.each([
  ['', 'a'],
  ['a', ''],
  ['a\nb\nc', 'a\nB\nc'],
  ['a\nb\nc', 'A\nb\nC'],
  ['a\nb', 'a\nb\nc\nd'],
  ['a\nb\nc\nd', 'a\nb'],
  ['a\nb', 'b'],
  ['a\n', 'a'],
  ['a', 'a\n'],
  ['a\nb\nc\nd\ne', 'x\nb\ny\nz\nd'],
  ['\n\n\n', '\n'],
])('%j becomes %j', (now, next) => expect(applied(now, changesTo(now, next))).toBe(next))

test('what lies between two changes is not touched', () => {
  const changes = changesTo('one\ntwo\nthree', 'ONE\ntwo\nTHREE')
  expect(changes.every(({ from, to }) => to <= 4 || from >= 7)).toBe(true)
})

test('very different long texts change in one stretch', () => {
  const many = (word: string) => Array.from({ length: 4000 }, (_, at) => `${word}${at}`).join('\n')
  expect(changesTo(many('a'), many('b'))).toHaveLength(1)
})
