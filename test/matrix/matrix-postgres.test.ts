import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { apps } from '../../src/apps.ts'
import { type OwnPostgres, startOwnPostgres } from '../bed/own-postgres.ts'
import { tableOf } from './app-cases.ts'
import { openMatrixHouse } from './matrix-house.ts'
import { table } from './table.ts'

let postgres: OwnPostgres
let open: Awaited<ReturnType<typeof openMatrixHouse>>
beforeAll(async () => {
  postgres = await startOwnPostgres()
  const { url } = await postgres.createDatabase()
  const secret = 'a key of sixty-four characters, known to everybody who reads this'
  open = await openMatrixHouse(undefined, { DATABASE_URL: url, SECRET_KEY: secret })
}, 120_000)
afterAll(async () => {
  await open?.close()
  await postgres?.close()
})

test.each(['platform', ...apps])(
  'what %s answers to everybody is the same where rows are seen in their own space alone',
  async (id) => {
    const part = (await open.parts()).find((one) => one.id === id)!
    const rows = await open.observe(part.cases)
    const reviewed = id === 'platform' ? join(import.meta.dirname, 'access-matrix.md') : tableOf(id)
    expect(table(`Access: ${id}`, rows)).toBe(await readFile(reviewed, 'utf8'))
  },
  300_000,
)
