import { expect, test } from 'vitest'
import { fencesOf, marksOf } from './markdown-marks.ts'

const seen = (line: string, inFence = false) =>
  marksOf(line, inFence).map(
    ({ from, to, class: name }) => `${name.replace(/cm-md-/g, '')}: ${line.slice(from, to)}`,
  )

test.each([
  ['## Heading', ['heading heading-2: ## Heading', 'sign: ##']],
  ['a **b** *c* ~~d~~ `e`', ['strong: **b**', 'em: *c*', 'gone: ~~d~~', 'code: `e`']],
  ['- [x] done', ['list: - [x]']],
  ['> said', ['quote: > said', 'list: >']],
  [
    '[[Title]] [a](b) https://c.example #tag',
    ['link: [[Title]]', 'link: [a](b)', 'link: https://c.example', 'tag: #tag'],
  ],
  ['snake_case_word 2*3*4 a#b', []],
  ['```js', ['code: ```js']],
])('%j has %j', (line, marks) => expect(seen(line)).toEqual(marks))

test('inside a fence everything is code, and long lines are left alone', () => {
  expect(seen('# not a heading', true)).toEqual(['code: # not a heading'])
  expect(seen('*a* '.repeat(2000))).toEqual([])
})

test('a fence ends with its own sign', () => {
  expect(fencesOf(['a', '```', 'b', '~~~', '```x', '```', 'c'])).toEqual([
    false,
    false,
    true,
    true,
    true,
    true,
    false,
  ])
})
