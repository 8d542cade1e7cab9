import { expect, test } from 'vitest'
import { continuationOf } from './list-lines.ts'

test.each([
  ['- a', '', '- '],
  ['* a', '', '* '],
  ['  - [x] done', '', '  - [ ] '],
  ['9. a', '', '10. '],
  ['3) [ ] a', '', '4) [ ] '],
  ['> a', '', '> '],
  ['> - a', '', '> - '],
  ['- a', 'b', '- '],
])('after %j comes a line with %j', (before, after, insert) =>
  expect(continuationOf(before, after)).toEqual({ kind: 'next', insert }),
)

test.each([
  ['- ', '\n'],
  ['- [ ] ', '\n'],
  ['  1. ', '1. '],
  ['    - [ ] ', '  - [ ] '],
  ['> ', '\n'],
  ['> - ', '> '],
])('an empty %j becomes %j', (before, line) =>
  expect(continuationOf(before, '')).toEqual({ kind: 'end', line }),
)

test.each(['', 'a', '  a', '-', '-a', '**bold**', '---'])('%j is just a line', (before) =>
  expect(continuationOf(before, '')).toBeNull(),
)
