import { expect, test } from 'vitest'
import { newId } from '#platform/ids.ts'
import { linksOf } from './note-links.ts'

const titles = (body: string) => linksOf(body).map((link) => link.toTitle)

test('titles and ids, in order, each once', () => {
  const id = newId()
  expect(linksOf(`See [[The  Plan]], [the map](note:${id}) and [[The  Plan]] again.`)).toEqual([
    { text: 'The  Plan', toId: null, toTitle: 'the plan' },
    { text: 'the map', toId: id, toTitle: null },
  ])
})

test('titles are found by their key, whatever case and accents', () => {
  expect(titles('[[Été]] [[ete]]')).toEqual(['ete', 'ete'])
})

test('code links nowhere', () => {
  const body = [
    '[[before]] and `[[inline]]` and `` [[with ` inside]] `` [[after]]',
    '```md',
    '[[fenced]]',
    '~~~',
    '```',
    '[[between]]',
    '~~~~',
    '[[fenced]]',
    '~~~',
    '[[still fenced]]',
    '~~~~',
    'an `unclosed run and [[behind it]]',
    '``` not `a fence``` [[prose]]',
  ].join('\n')
  expect(titles(body)).toEqual(['before', 'after', 'between', 'behind it', 'prose'])
})

test('what only looks like a link is none', () => {
  expect(linksOf('[[]] [[ ]] [[a\nb]] \\[[escaped]] [x](note:1) [x](http://note:1) [[[nested]] [')).toEqual([
    { text: 'nested', toId: null, toTitle: 'nested' },
  ])
})

test('at most 500 of a note', () => {
  const body = Array.from({ length: 600 }, (_, at) => `[[page ${at}]]`).join(' ')
  expect(linksOf(body)).toHaveLength(500)
})

test.each(['[', '[[', '](', '[a](note:', '` `` ', '```\n', '~', '[[a', '\\['])(
  'a megabyte of %j is read like any other',
  (mark) => {
    expect(linksOf(mark.repeat(1_000_000 / mark.length))).toEqual([])
  },
)
