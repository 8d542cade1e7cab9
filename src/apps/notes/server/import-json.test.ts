import { expect, test } from 'vitest'
import { jsonElements } from './import-json.ts'
import { mostTextBytes } from './import-text.ts'

/** Elements of a text that comes in pieces of `size` bytes. */
async function elements(text: string, size = 7): Promise<unknown[]> {
  const bytes = Buffer.from(text)
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  const found: unknown[] = []
  for await (const one of jsonElements(pieces())) found.push('value' in one ? one.value : one.problem.message)
  return found
}

test.each([1, 2, 3, 64])('comes whole out of pieces of %i bytes', async (size) => {
  const values = [{ a: 'é"\\ [{,]}', b: [1, { c: null }] }, 'x,]', 5, null, [], true, 'ü'.repeat(50)]
  expect(await elements(JSON.stringify(values), size)).toEqual(values)
  expect(await elements(`\ufeff ${JSON.stringify(values, null, 3)}\n`, size)).toEqual(values)
  expect(await elements(' [ ] ', size)).toEqual([])
})

test.each(['{"a": 1}', '', '   ', '"text"', 'null', '<html>'])('%j is no list', async (text) => {
  await expect(elements(text)).rejects.toMatchObject({ code: 'no-array' })
})

test.each(['[', '[{"a": 1}', '[{"a": 1},', '[1] x', '[1,]', '[,1]', '["abc'])(
  '%j is broken',
  async (text) => {
    await expect(elements(text)).rejects.toMatchObject({ code: 'broken-json' })
  },
)

test('one bad element hurts no other', async () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000)
  const long = JSON.stringify('x'.repeat(mostTextBytes + 10))
  expect(await elements(`[1, {bad}, ${deep}, ${long}, 2]`, 65_536)).toEqual([
    1,
    'This element is not readable as JSON.',
    'This element is nested too deep to be a note.',
    'This note is longer than a note can be.',
    2,
  ])
})
