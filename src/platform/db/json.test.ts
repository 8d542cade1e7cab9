import { expect, test } from 'vitest'
import { fromJson, toJson } from './json.ts'

test('text there and back', () => {
  const tags = toJson({ names: ['ä', '🎥'], none: null })
  expect(tags).toBe('{"names":["ä","🎥"],"none":null}')
  expect(fromJson(tags).names).toEqual(['ä', '🎥'])
})

test('what JSON cannot say is refused instead of stored as NULL', () => {
  expect(() => toJson(undefined)).toThrow(TypeError)
  expect(() => toJson(() => 1)).toThrow(TypeError)
  expect(() => toJson(1n)).toThrow(TypeError)
})
