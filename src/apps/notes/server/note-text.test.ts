import { expect, test } from 'vitest'
import { excerptOf, featuresOf, plainText } from './note-text.ts'

test('words without marks', () => {
  const body = `# The *plan*

> quoted **words**

- [x] done [[Summer tour]]
- see [the map](https://example.org/a_b) and ![a photo](attachment:1)

| camera | picture |
| --- | :-: |
| front | sharp |

\`\`\`ts
const kept = 'code'
\`\`\`
---
1. <b>first</b> \\*literal\\* <https://example.org> 2 < 3`
  expect(plainText(body)).toBe(
    [
      'The plan',
      '',
      'quoted words',
      '',
      'done Summer tour',
      'see the map and a photo',
      '',
      'camera picture',
      'front sharp',
      '',
      "const kept = 'code'",
      'first *literal* <https://example.org> 2 < 3',
    ].join('\n'),
  )
})

test('an excerpt is the first lines, of at most 240 characters', () => {
  expect(excerptOf('# Title\n\nFirst   line\nsecond')).toBe('Title\nFirst line\nsecond')
  const long = excerptOf('word '.repeat(200))
  expect(long.length).toBeLessThanOrEqual(240)
  expect(long.endsWith('word…')).toBe(true)
  expect(excerptOf('😀'.repeat(200)).isWellFormed()).toBe(true)
})

test('what search can ask for', () => {
  expect(featuresOf('plain')).toEqual([])
  expect(featuresOf('![photo](attachment:1)')).toEqual(['image'])
  expect(featuresOf('[list.pdf](attachment:1)')).toEqual(['file'])
  expect(featuresOf('see https://example.org')).toEqual(['link'])
  expect(featuresOf('[[Other]]')).toEqual(['link'])
  expect(featuresOf('  - [ ] buy milk')).toEqual(['task'])
})

test.each(['[', '](', '![', '<a ', ' ', '\n', '> ', '#', '*', '|', '_ ', '`', '- [ ]', '1.', '\\', '\t>'])(
  'a megabyte of %j is read like any other',
  (mark) => {
    const body = mark.repeat(1_000_000 / mark.length)
    expect(plainText(body).length).toBeLessThanOrEqual(body.length)
    expect(excerptOf(body).length).toBeLessThanOrEqual(240)
    expect(featuresOf(body).length).toBeLessThanOrEqual(4)
  },
)
