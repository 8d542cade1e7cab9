import { expect, test } from 'vitest'
import { belowName, nameOf, plainText } from './plain-text.ts'

test.each([
  ['# Title\n\n**bold** and `code`', 'Title\nbold and code'],
  ['- [ ] milk\n- [x] bread', 'milk\nbread'],
  ['see [the note](note:1) and [[Another]] ![cat](x.png)', 'see the note and Another cat'],
  ['> quoted\n1. first', 'quoted\nfirst'],
  ['2 * 3 * 4', '2 * 3 * 4'],
])('the words of %j', (markdown, words) => {
  expect(plainText(markdown)).toBe(words)
})

test('what stands for a title is not said twice', () => {
  expect(belowName({ title: '', excerpt: 'Milk\nBread\nEggs' })).toBe('Bread Eggs')
  expect(belowName({ title: 'Shopping', excerpt: 'Milk\nBread' })).toBe('Milk\nBread')
})

test('a note is called by its title, else by its first line', () => {
  expect(nameOf({ title: ' Minutes ', body: 'x' })).toBe('Minutes')
  expect(nameOf({ title: '', excerpt: 'We met. '.repeat(30) })).toHaveLength(80)
  expect(nameOf({ title: '', body: '\n- [ ] milk' })).toBe('milk')
  expect(nameOf({ title: '', body: '' })).toBe('Untitled')
})
