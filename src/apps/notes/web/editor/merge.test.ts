import { describe, expect, test } from 'vitest'
import { openChoices, resolvedText } from './conflict-choices.ts'
import { mergeTexts } from './merge.ts'

const text = (body: string, title = 'T', tags: string[] = []) => ({ title, body, tags })
const lines = (...all: string[]) => all.join('\n')

describe('merging', () => {
  const base = text(lines('one', 'two', 'three', 'four', 'five'))

  test('takes both changes of different places', () => {
    const mine = text(lines('ONE', 'two', 'three', 'four', 'five'))
    const theirs = text(lines('one', 'two', 'three', 'four', 'FIVE', 'six'))
    expect(mergeTexts(base, mine, theirs)).toEqual({
      kind: 'merged',
      text: text(lines('ONE', 'two', 'three', 'four', 'FIVE', 'six')),
    })
  })

  test('takes both changes of different words of a line', () => {
    const line = (day: string, hour: string) => text(`We meet on ${day} in the hall at ${hour} sharp`)
    const merge = mergeTexts(line('Monday', '10'), line('Tuesday', '10'), line('Monday', '11'))
    expect(merge).toEqual({ kind: 'merged', text: line('Tuesday', '11') })
  })

  test('the same change on both sides is one change; one side alone wins', () => {
    const mine = text(lines('one', 'TWO', 'three', 'four', 'five'))
    expect(mergeTexts(base, mine, mine)).toEqual({ kind: 'merged', text: mine })
    expect(mergeTexts(base, base, mine)).toEqual({ kind: 'merged', text: mine })
    expect(mergeTexts(base, mine, base)).toEqual({ kind: 'merged', text: mine })
    expect(mergeTexts(text(''), text('a'), text(''))).toEqual({ kind: 'merged', text: text('a') })
  })

  test('a change both made, beside one of theirs alone, is no conflict', () => {
    const mine = text(lines('both', 'two', 'three', 'four', 'five'))
    const theirs = text(lines('both', 'two', 'three', 'four', 'FIVE'))
    expect(mergeTexts(base, mine, theirs)).toEqual({ kind: 'merged', text: theirs })
  })

  test('tags: theirs, with what I added and without what I took away', () => {
    const merge = mergeTexts(
      text('', 'T', ['a', 'b']),
      text('', 'T', ['b', 'c']),
      text('', 'T', ['a', 'b', 'd']),
    )
    expect(merge).toEqual({ kind: 'merged', text: text('', 'T', ['b', 'd', 'c']) })
  })

  test('is a conflict where both changed the same place, and nothing is dropped', () => {
    const mine = text(lines('one', 'mine', 'three', 'four', 'FIVE'), 'My title')
    const theirs = text(lines('one', 'theirs', 'three', 'four', 'five'), 'Their title')
    const merge = mergeTexts(base, mine, theirs)
    if (merge.kind !== 'conflict') throw new Error('no conflict')
    expect(merge.titles).toEqual({ mine: 'My title', theirs: 'Their title' })
    expect(merge.parts).toEqual([
      { kind: 'same', lines: ['one'] },
      { kind: 'conflict', mine: ['mine'], theirs: ['theirs'] },
      { kind: 'same', lines: ['three', 'four', 'FIVE'] },
    ])
    const choices = openChoices(merge)
    expect(resolvedText(merge, choices)).toEqual(mine)
    choices[1] = { kind: 'both', text: 'mine\ntheirs' }
    expect(resolvedText(merge, choices).body).toBe(lines('one', 'mine', 'theirs', 'three', 'four', 'FIVE'))
    choices[1] = { kind: 'theirs', text: '' }
    expect(resolvedText(merge, choices).body).toBe(lines('one', 'three', 'four', 'FIVE'))
  })

  test('a line that one took away and the other changed is a conflict', () => {
    const gone = text(lines('one', 'three', 'four', 'five'))
    const changed = text(lines('one', 'TWO', 'three', 'four', 'five'))
    expect(mergeTexts(base, gone, changed).kind).toBe('conflict')
  })

  test('texts of many equal lines are shown whole instead of compared for ever', () => {
    const many = (first: string, last: string) =>
      text(lines(first, ...Array.from({ length: 5000 }, () => 'x'), last))
    const merge = mergeTexts(many('a', 'b'), many('A', 'c'), many('B', 'b'))
    expect(merge.kind).toBe('conflict')
  })
})
