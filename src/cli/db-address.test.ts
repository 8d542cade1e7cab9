import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readDbAddress } from './db-address.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-address-'))
})
afterEach(() => rm(folder, { recursive: true }))

const url = 'postgres://ada:hunter2@db.example:5433/hall?sslmode=verify-full'
const read = (address: string | undefined, env: NodeJS.ProcessEnv = {}) =>
  readDbAddress({ address, option: 'to' }, { DATA_DIR: folder, ...env })

test('a file, this house’s own database, and a server without a password', () => {
  expect(read('sqlite:./a.db')).toEqual({ engine: 'sqlite', file: resolve('a.db') })
  expect(read('sqlite:///srv/a.db')).toEqual({ engine: 'sqlite', file: '/srv/a.db' })
  expect(read(undefined)).toEqual({ engine: 'sqlite', file: join(folder, 'longhouse.db') })
  expect(read('env', { DATABASE_URL: url, SECRET_KEY: 'k'.repeat(32) })).toMatchObject({ url })
  expect(read('postgres://ada@db/hall')).toMatchObject({ engine: 'postgres', url: 'postgres://ada@db/hall' })
})

test('a password comes in a variable or in a file', async () => {
  expect(read('env:MOVE_TO', { MOVE_TO: url, DATABASE_CA: 'pem' })).toMatchObject({ url, ca: 'pem' })
  expect(read('env:MOVE_TO', { MOVE_TO: 'sqlite:/srv/a.db' })).toEqual({
    engine: 'sqlite',
    file: '/srv/a.db',
  })
  const urlFile = join(folder, 'url')
  await writeFile(urlFile, `${url}\n`)
  expect(readDbAddress({ urlFile, option: 'to' }, {})).toMatchObject({ url })
})

test.each([
  ['a password in the command line', url],
  ['one in a parameter', 'postgres://db/hall?user=ada&password=hunter2'],
  ['one in an address that is none', 'postgres://ada:hunter2@:x:/'],
  ['another engine', 'mysql://ada@db/hall'],
  ['a variable that is not set', 'env:NOBODY'],
  ['a path that is none', 'sqlite:'],
])('%s is refused and never repeated', (_, address) => {
  const refused = () => read(address)
  expect(refused).toThrow(expect.objectContaining({ code: 'address' }))
  expect(refused).not.toThrow('hunter2')
})
