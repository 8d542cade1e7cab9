import { Type } from 'typebox'
import { describe, expect, test } from 'vitest'
import { Nullable, Page, Strict } from '../../contract/shapes.ts'
import { answerShape } from './answer-shape.ts'

const Person = Strict({ name: Type.String(), age: Type.Optional(Type.Integer()) })
const secret = { name: 'Ada', passwordHash: 'argon2' }

describe('the shape of an answer', () => {
  test.each([
    ['an object', Person, secret, { name: 'Ada' }],
    ['an object further in', Strict({ who: Person }), { who: secret }, { who: { name: 'Ada' } }],
    [
      'a list',
      Page(Person),
      { items: [secret], nextCursor: null, total: 5 },
      { items: [{ name: 'Ada' }], nextCursor: null },
    ],
    ['this or null', Nullable(Person), secret, { name: 'Ada' }],
    ['this or null, null', Nullable(Person), null, null],
    ['any names', Type.Record(Type.String(), Person), { a: secret }, { a: { name: 'Ada' } }],
    [
      'one of several',
      Type.Union([
        Strict({ kind: Type.Literal('a') }),
        Strict({ kind: Type.Literal('b'), n: Type.Number() }),
      ]),
      { kind: 'b', n: 1 },
      { kind: 'b', n: 1 },
    ],
  ])('keeps what %s names and leaves the rest', (_, schema, value, kept) => {
    expect(answerShape(schema)(value)).toEqual(kept)
  })

  test.each([
    ['a promised field is missing', Person, {}, 'lacks name'],
    ['a list is none', Page(Person), { items: {}, nextCursor: null }, 'a list was promised'],
    ['an object is none', Person, 'Ada', 'an object was promised'],
    ['nothing was returned', Person, undefined, 'an object was promised'],
  ])('throws when %s', (_, schema, value, words) => {
    expect(() => answerShape(schema)(value)).toThrow(words)
  })
})
