import { Type } from 'typebox'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { route } from '../../contract/route.ts'
import { Strict } from '../../contract/shapes.ts'
import { Fault } from '../errors.ts'
import { handle } from './handle.ts'
import { openTestHttp } from './http.fixture.ts'

const readBell = route({
  id: 'bell.read',
  method: 'GET',
  path: '/bell/:code',
  summary: 'The bell',
  access: { who: 'anyone' },
  params: Strict({ code: Type.String({ maxLength: 40 }) }),
  answer: Strict({}),
})

let house: Awaited<ReturnType<typeof openTestHttp>>
let origin: string
beforeEach(async () => {
  house = await openTestHttp({
    routes: () => [
      handle(readBell, ({ params }) => {
        throw new Fault('unavailable', params.code, 'Not now.', { retryAfterSeconds: 2 })
      }),
    ],
  })
  origin = await house.listen()
})
afterEach(() => house.end())

const ask = (code: string, headers = {}) =>
  fetch(`${origin}/api/v1/bell/${code}`, { headers }).then(
    (answer) => answer.status,
    () => 'broken',
  )
const passesOn = { 'x-longhouse-passes-on': 'yes' }

test('a process that does not reach the database leaves the request to another one, when somebody asks that', async () => {
  expect(await ask('db-away')).toBe(503)
  expect(await ask('db-away', passesOn)).toBe('broken')
})

test('what another process could do no better is answered', async () => {
  for (const code of ['overloaded', 'db-busy', 'db-unsure', 'storage-away'])
    expect(await ask(code, passesOn)).toBe(503)
})
