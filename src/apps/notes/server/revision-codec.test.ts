import { describe, expect, test } from 'vitest'
import { decodeBody, type Delta, encodeBody, isWhole, wholeEvery } from './revision-codec.ts'

/** The same numbers on every run (mulberry32). */
function dice(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

const letters = ['a', 'b', ' ', '\n', 'é', '👩', '🏽', '👩🏽‍🚒', '日', '\u0301']
const words = (roll: (below: number) => number, most: number) =>
  Array.from({ length: roll(most) }, () => letters[roll(letters.length)]).join('')

/** A history of edits anywhere in the text: insertions, deletions, replacements, nothing at all. */
function history(seed: number, length: number): string[] {
  const roll = dice(seed)
  const bodies = [words(roll, 40)]
  while (bodies.length < length) {
    const glyphs = Array.from(bodies.at(-1)!)
    const at = roll(glyphs.length + 1)
    glyphs.splice(at, roll(8), words(roll, 8))
    bodies.push(roll(20) === 0 ? bodies.at(-1)! : glyphs.join(''))
  }
  return bodies
}

/** As `findRevision` reads them: back from a version to the first whole one. */
function read(deltas: readonly Delta[], version: number): string {
  const steps = deltas.slice(Math.max(0, version - wholeEvery), version).toReversed()
  return decodeBody(steps.slice(0, steps.findIndex(isWhole) + 1).toReversed())
}

describe('any history', () => {
  test.each(Array.from({ length: 60 }, (_, seed) => seed))('comes back word for word (%i)', (seed) => {
    const bodies = history(seed, 100)
    const deltas = bodies.map((body, index) => encodeBody(index + 1, bodies[index - 1] ?? '', body))
    for (const [index, body] of bodies.entries()) {
      expect(read(deltas, index + 1)).toBe(body)
      // The db keeps UTF-8, where half a character is lost.
      expect(deltas[index]!.text.isWellFormed()).toBe(true)
    }
  })
})

test('a body is whole at least every 32 versions, and where nothing is shared', () => {
  const same = 'x'.repeat(1000)
  const whole = Array.from({ length: 97 }, (_, index) => isWhole(encodeBody(index + 1, same, `${same}!`)))
  expect(whole.flatMap((is, index) => (is ? [index + 1] : []))).toEqual([1, 33, 65, 97])
  expect(encodeBody(2, 'abc', 'xyz')).toEqual({ keptStart: 0, keptEnd: 0, text: 'xyz' })
})

test('a letter in a long text costs a letter', () => {
  const long = 'All work and no play. '.repeat(1000)
  const at = 10_000
  expect(encodeBody(2, long, `${long.slice(0, at)}!${long.slice(at)}`)).toEqual({
    keptStart: at,
    keptEnd: long.length - at,
    text: '!',
  })
})

test('characters of two units are never taken apart', () => {
  // The first units of both are the same, and so are the last units of the second pair.
  expect(encodeBody(2, 'a😀', 'a😁')).toEqual({ keptStart: 1, keptEnd: 0, text: '😁' })
  expect(encodeBody(2, '\u{1F600}b', '\u{1FA00}b').text.isWellFormed()).toBe(true)
})

test('what repeats is not counted twice', () => {
  expect(decodeBody([encodeBody(1, '', 'aaa'), encodeBody(2, 'aaa', 'aaaa')])).toBe('aaaa')
  expect(decodeBody([encodeBody(1, '', 'aaaa'), encodeBody(2, 'aaaa', 'aa')])).toBe('aa')
  expect(decodeBody([encodeBody(1, '', 'words'), encodeBody(2, 'words', '')])).toBe('')
})
