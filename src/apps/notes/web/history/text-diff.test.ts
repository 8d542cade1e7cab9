import { expect, test } from 'vitest'
import { diffTexts } from './text-diff.ts'

const seen = (before: string, after: string) =>
  diffTexts(before, after).flatMap((part) =>
    part.kind === 'skipped'
      ? [`… ${part.count}`]
      : part.lines.map(
          ({ kind, words }) =>
            `${{ same: ' ', gone: '-', new: '+' }[kind]}${words.map(({ text, changed }) => (changed ? `[${text}]` : text)).join('')}`,
        ),
  )

test('says nothing about the same text', () => expect(diffTexts('a\nb', 'a\nb')).toEqual([]))

test('marks the words that changed inside a line', () =>
  expect(seen('We meet on Monday\nbye', 'We meet on Tuesday\nbye')).toEqual([
    '-We meet on [Monday]',
    '+We meet on [Tuesday]',
    ' bye',
  ]))

test('lines that came and went stand in their place, with three around them', () => {
  const lines = Array.from({ length: 12 }, (_, at) => `line ${at}`)
  const after = [...lines.slice(0, 6), 'new', ...lines.slice(7)]
  expect(seen(lines.join('\n'), after.join('\n'))).toEqual([
    '… 3',
    ' line 3',
    ' line 4',
    ' line 5',
    '-[line 6]',
    '+[new]',
    ' line 7',
    ' line 8',
    ' line 9',
    '… 2',
  ])
})

test('texts with nothing in common are shown whole, one after the other', () => {
  const many = (word: string) => Array.from({ length: 5000 }, (_, at) => `${word} ${at}`).join('\n')
  expect(diffTexts(many('a'), many('b'))).toHaveLength(1)
})
