import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { inFile, makeHouse, type Place } from './moving.fixture.ts'
import { openSqliteSource } from './sqlite-source.ts'

let place: Place
let file: string
beforeEach(async () => {
  place = await inFile()
  file = (place.config as { file: string }).file
  await makeHouse(place, { tickets: [[1n, 'one']] })
})
afterEach(() => place.remove())

test('while the source is held nobody opens it, and afterwards everybody can', async () => {
  const source = openSqliteSource(file)
  await source.hold()
  const tables = await source.tables()
  const look = () => {
    const other = new Database(file, { timeout: 20 })
    try {
      return other.prepare('select count(*) from tickets').pluck().get()
    } finally {
      other.close()
    }
  }
  expect(look).toThrow(expect.objectContaining({ code: 'SQLITE_BUSY' }))
  expect(await source.count(tables.find(({ name }) => name === 'tickets')!)).toBe(1)
  await source.close()
  expect(look()).toBe(1)
})

test('a program that has it open keeps it from being held, even when it does nothing', async () => {
  const other = new Database(file)
  other.prepare('select 1 from tickets').get()
  const source = openSqliteSource(file)
  await expect(source.hold()).rejects.toMatchObject({
    code: 'source-in-use',
    message: expect.stringContaining('fuser'),
  })
  other.close()
  await source.hold()
  await source.close()
})
