import { expect, test } from 'vitest'
import { readFrontMatter, writeFrontMatter } from './front-matter.ts'

const read = (text: string) => {
  const { fields, body } = readFrontMatter(text)
  return { ...Object.fromEntries(fields), body }
}

test('what is written is read again, whatever is in it', () => {
  const fields = {
    title: 'Colon: "quotes", \'more\', # hash, - dash\n---\nnew line\ttab \\ \u{1f600}',
    tags: ['a, b', ']', "it's", '"x"'],
    none: [],
    yes: true,
    empty: '',
  }
  for (const body of ['', 'Text', '\n\nText\n', '---\nnot: a head\n---\n', '\r\nText'])
    expect(read(writeFrontMatter(fields) + body)).toEqual({ ...fields, yes: 'true', body })
})

test.each([
  ['lists on one line', 'tags: [a, "b, c", \'d\']', { tags: ['a', 'b, c', 'd'] }],
  ['lists over several lines', 'tags:\n  - a\n  - "b: c"\n- d # why', { tags: ['a', 'b: c', 'd'] }],
  ['a list in brackets over several lines', 'tags: [\n  a,\n  b\n]', { tags: ['a', 'b'] }],
  ['plain text with a colon and a comment', 'title: Notes: one # of many', { title: 'Notes: one' }],
  ['single quotes', "title: 'it''s # mine'", { title: "it's # mine" }],
  ['escapes', String.raw`title: "a\tb A\x42 \" \\"`, { title: 'a\tb AB " \\' }],
  ['literal and folded text', 'a: |\n  one\n  two\nb: >\n  one\n  two', { a: 'one\ntwo', b: 'one two' }],
  ['nothing', 'title:\ntags: []\nx: ~', { title: '', tags: [], x: '' }],
  ['keys in any case, the first of two', 'Title: a\ntitle: b', { title: 'a' }],
  ['what is nested is passed over', 'a:\n  b: c\n  d: e\nf: g', { a: '', f: 'g' }],
  ['anchors and references are text', 'a: &x b\nc: *x\n<<: *x', { a: '&x b', c: '*x', '<<': '*x' }],
  ['keys that objects have', '__proto__: x\nconstructor: y', { constructor: 'y' }],
])('%s', (_, head, fields) => {
  const { fields: found } = readFrontMatter(`---\n${head}\n---\nText`)
  for (const [key, value] of Object.entries(fields)) expect(found.get(key)).toEqual(value)
})

test('line ends of Windows', () => {
  expect(read('---\r\ntitle: a\r\ntags:\r\n  - b\r\n---\r\n\r\nText\r\n')).toEqual({
    title: 'a',
    tags: ['b'],
    body: 'Text\r\n',
  })
})

test.each([
  ['a text between rules', '---\nDear all\n---\nText'],
  ['no end', '---\ntitle: a\nText'],
  ['a head that is too long', `---\n${'a: b\n'.repeat(20_000)}---\nText`],
  ['not at the start', '\n---\ntitle: a\n---\nText'],
  ['an empty head', '---\n---\nText'],
])('%s is no head', (_, text) => {
  expect(read(text)).toEqual({ body: text })
})

test('nothing makes it slow', () => {
  for (const part of ['"\\', "'", '[', '[a', ', ', '- ', ' #', ': ', '\\u'])
    expect(read(`---\ntags: ${part.repeat(20_000)}\n---\nText`).body).toBeTypeOf('string')
})
