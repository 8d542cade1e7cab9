import { describe, expect, test } from 'vitest'
import { noteOf, tagBefore, tagsIn } from './capture-text.ts'

describe('a quick note', () => {
  test.each([
    ['Milk and bread', { title: 'Milk and bread', body: '' }],
    ['Shopping\n\nmilk\nbread', { title: 'Shopping', body: 'milk\nbread' }],
    ['# Sunday #choir\nbring scores', { title: 'Sunday #choir', body: 'bring scores' }],
    [`## ${'long '.repeat(30).trim()}\nx`, { title: 'long '.repeat(30).trim(), body: 'x' }],
    [`${'word '.repeat(30)}\nx`, { title: '', body: `${'word '.repeat(30)}\nx` }],
    ['- [ ] milk\n- [ ] bread', { title: '', body: '- [ ] milk\n- [ ] bread' }],
    ['```\ncode\n```', { title: '', body: '```\ncode\n```' }],
    ['  \r\nTitle\r\nbody\r\n', { title: 'Title', body: 'body' }],
  ])('%j', (text, note) => {
    expect(noteOf(text)).toMatchObject(note)
  })

  test('is never longer than what the server takes', () => {
    expect(noteOf(`# ${'x'.repeat(301)}`)).toMatchObject({ title: '' })
  })
})

test.each([
  ['about #choir and #Sunday.', ['choir', 'Sunday']],
  ['#choir #Choir #CHOIR', ['choir']],
  ['a#b https://x.test/#part #12 # alone ##twice', []],
  ['`#code` and\n```\n#fenced\n```\n#real', ['real']],
  ['#Übung-1, #日本語 #a/b/', ['Übung-1', '日本語', 'a/b']],
])('tags in %j', (text, tags) => {
  expect(tagsIn(text)).toEqual(tags)
})

test('ten thousand tags are cut, quickly enough to be typed', () => {
  expect(tagsIn(Array.from({ length: 10_000 }, (_, at) => `#t${at}x`).join(' '))).toHaveLength(100)
})

test.each([
  ['see #cho', 8, { from: 5, typed: 'cho' }],
  ['see #cho', 5, { from: 5, typed: '' }],
  ['see #cho and', 12, null],
  ['see#cho', 7, null],
  ['# ', 2, null],
])('the tag that is typed in %j at %i', (text, caret, found) => {
  expect(tagBefore(text, caret)).toEqual(found)
})
