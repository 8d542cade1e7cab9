import { setInterval as every } from 'node:timers/promises'
import { Client } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeHouse, onEngine, type Place } from './moving.fixture.ts'
import { openPostgresSource } from './postgres-source.ts'

/** Others beside the mover: whoever is connected without being a house by name is watched. */
let fleet: Place
let other: Client
beforeEach(async () => {
  fleet = await onEngine()
  await makeHouse(fleet, { tickets: [[1n, 'one']] })
  other = new Client({ connectionString: urlOf(fleet), application_name: 'psql' })
  await other.connect()
})
afterEach(async () => {
  await other.end()
  await fleet.remove()
})

const add = `insert into tickets (number, word) select max(number) + 1, 'x' from tickets`
const urlOf = ({ config }: Place) => (config as { url: string }).url

async function held(watchSeconds: number, use: () => Promise<void> = async () => {}): Promise<void> {
  const source = await openPostgresSource({ url: urlOf(fleet), ca: null }, { watchSeconds })
  try {
    await source.hold()
    await use()
  } finally {
    await source.close()
  }
}

test('whoever only looks is no house; while the source is held nobody writes', async () => {
  await held(1, async () => {
    await other.query(`set lock_timeout = '100ms'`)
    await expect(other.query(add)).rejects.toMatchObject({
      code: '55P03',
    })
    expect((await other.query('select word from tickets')).rows).toHaveLength(1)
  })
  await other.query(add)
})

test('whoever writes while watched is one, and is named', async () => {
  const stopping = new AbortController()
  const writing = (async () => {
    for await (const _ of every(50, undefined, { signal: stopping.signal })) await other.query(add)
  })().catch(() => {})
  await expect(held(3)).rejects.toMatchObject({
    code: 'source-in-use',
    message: expect.stringMatching(/psql from .* wrote to it within 3 s/),
  })
  stopping.abort()
  await writing
})

test('a transaction that has written and not ended is not moved past', async () => {
  await other.query('begin')
  await other.query(add)
  await expect(held(1)).rejects.toMatchObject({
    code: 'source-in-use',
    message: expect.stringContaining('somebody is writing to it at this moment'),
  })
  await other.query('commit')
})
