import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { checkHandlers } from './check-handlers.ts'
import { handler, jobType } from './queue.ts'

const type = (name: string) => jobType({ name, payload: Type.Object({}), timeoutSeconds: 1 })
const handle = (name: string) => handler({ type: type(name), run: async () => {} })

test('one handler for each type is fine', () => {
  expect(() => checkHandlers([type('a.do-it')], [handle('a.do-it')])).not.toThrow()
})

test('names every fault at once', () => {
  const types = [type('a.do-it'), type('b.miss-it')]
  const handlers = [handle('a.do-it'), handle('a.do-it'), handle('Shout')]
  expect(() => checkHandlers(types, handlers)).toThrow(
    'Jobs are not wired: a.do-it has 2 handlers; b.miss-it has no handler; Shout is not named <app>.<verb>-<noun>.',
  )
})
