import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startHouse } from '../uploads/start-house.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-start-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const main = new URL('../../src/main.ts', import.meta.url).pathname

/** Starts `src/main.ts` with this environment and waits for its end. */
async function run(env: Record<string, string>) {
  const child = spawn(process.execPath, [main], { env: { PATH: process.env.PATH, ...env } })
  let said = ''
  child.stdout.on('data', (chunk) => (said += String(chunk)))
  child.stderr.on('data', (chunk) => (said += String(chunk)))
  const [code] = (await once(child, 'close')) as [number]
  return { code, said }
}

test('a wrong environment ends the start with every fault and leaves nothing behind', async () => {
  const data = join(folder, 'data')
  const { code, said } = await run({
    DATA_DIR: data,
    PORT: 'many',
    PUBLIC_URL: 'longhouse.example',
    DATABASE_URL: 'mysql://user:hunter2@db/longhouse',
    ROLES: 'web,cook',
    SECRET_KEY: 'short',
  })
  expect(code).toBe(2)
  for (const name of ['PORT', 'PUBLIC_URL', 'DATABASE_URL', 'ROLES', 'SECRET_KEY'])
    expect(said).toContain(name)
  expect(said).not.toMatch(/hunter2|short\b.*short|\n\s+at /)
  expect(existsSync(data)).toBe(false)
})

test('a port that is taken is told in words, and the house closes again', async () => {
  const first = await startHouse(join(folder, 'one'))
  const port = new URL(first.origin).port
  const { code, said } = await run({ DATA_DIR: join(folder, 'two'), HOST: '127.0.0.1', PORT: port })
  await first.stop('SIGTERM')
  expect(code).not.toBe(0)
  expect(said).toContain(`port ${port}`)
})

test('asked to stop, even twice, it answers what it has begun and ends well', async () => {
  const house = await startHouse(join(folder, 'data'))
  const setup = fetch(`${house.origin}/api/v1/setup`, {
    method: 'POST',
    headers: { origin: house.origin, 'content-type': 'application/json' },
    body: JSON.stringify({
      name: 'Ada',
      email: 'ada@example.org',
      password: 'a long enough password',
      spaceName: 'Hall',
    }),
  })
  // Hashing the password takes longer than it takes the signal to arrive; the request is inside by then.
  await fetch(`${house.origin}/livez`)
  process.kill(house.pid, 'SIGTERM')
  const { code, log } = await house.stop('SIGTERM')
  const answer = await setup
  expect(answer.status).toBe(201)
  expect(code).toBe(0)
  expect(log).toContain('closing the house')
})
