import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { openPayloads } from './payloads.ts'
import { jobType } from './queue.ts'

const type = jobType({
  name: 'test.keep-word',
  payload: Type.Object(
    { word: Type.String(), secret: Type.Optional(Type.Integer()) },
    { additionalProperties: false },
  ),
  timeoutSeconds: 1,
})
const payloads = openPayloads()

test('passes what fits, both ways', () => {
  expect(payloads.fromText(type, payloads.toText(type, { word: 'a' }))).toEqual({ word: 'a' })
})

test('refuses what does not fit, naming the path and not the value', () => {
  expect(() => payloads.toText(type, { word: 'a', secret: 'hunter2' })).toThrow(/test\.keep-word.*\/secret/)
  expect(() => payloads.toText(type, { word: 'a', secret: 'hunter2' })).not.toThrow(/hunter2/)
  expect(() => payloads.toText(type, { word: 'a', more: 1 })).toThrow('test.keep-word does not take')
  expect(() => payloads.fromText(type, '{}')).toThrow('test.keep-word does not take')
})

test('refuses a payload that belongs in storage', () => {
  expect(() => payloads.toText(type, { word: 'x'.repeat(70_000) })).toThrow('64 KiB')
})
