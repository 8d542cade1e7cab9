import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DutyTimes } from '../../src/platform/duties/duty.ts'
import { platformMigrations } from '../../src/platform/platform-migrations.ts'
import { openTestDb, type TestDb } from '../harness/open-test-db.ts'
import { effectMigrations, type EffectTables } from '../queue/effects.ts'
import { startScript, type WorkerProcess } from '../queue/worker.ts'
import type { TurnOptions } from './turn-process.ts'

/** Short enough for a test, long enough for a busy machine. */
const times: DutyTimes = { beat: 0.2, look: 0.1, lease: 2 }

let place: TestDb
let started: WorkerProcess[]
beforeEach(async () => {
  place = await openTestDb([platformMigrations, effectMigrations])
  started = []
})
afterEach(async () => {
  await Promise.all(started.map((one) => one.end()))
  await place.close()
})

async function start(options: Partial<TurnOptions> = {}): Promise<WorkerProcess> {
  const url = new URL('./turn-process.ts', import.meta.url)
  const one = await startScript(url, { db: place.config, times, ...options } satisfies TurnOptions)
  started.push(one)
  return one
}
const rings = async () =>
  (await place.db.tables<EffectTables>().read.selectFrom('effects').selectAll().execute()).length

test('whoever is killed is followed by another one on this machine, long before its lease ends', async () => {
  const first = await start({ times: { ...times, lease: 3600 } })
  const second = await start({ times: { ...times, lease: 3600 } })
  expect([first.lines, second.lines]).toEqual([['begun 1', 'ready'], ['ready']])
  await first.end()
  await second.says('begun')
})

test('whoever closes is followed by another one at its next look', async () => {
  const first = await start({ times: { ...times, lease: 3600 } })
  const second = await start({ times: { ...times, lease: 3600 } })
  first.tell('close')
  await first.says('closed')
  await second.says('begun')
  expect(first.lines).toContain('stopped')
})

/** An owner that sleeps through its lease while another one rings, wakes up, and rings as if nothing had happened. */
async function sleepThrough(options: Partial<TurnOptions>): Promise<string> {
  const former = await start({ ...options, times: { ...times, beat: 3600 } })
  await former.says('begun')
  former.signal('SIGSTOP')
  const next = await start(options)
  await next.says('begun')
  next.tell('ring matins')
  await next.says('rang')
  former.signal('SIGCONT')
  former.tell('ring matins')
  return Promise.race([former.says('rang'), former.says('DutyLost')])
}

test('a former owner that wakes up rings nothing twice', async () => {
  expect(await sleepThrough({})).toBe('DutyLost matins')
  expect(await rings()).toBe(1)
})

test('planted: without the guard it does', async () => {
  expect(await sleepThrough({ planted: 'no guard' })).toBe('rang matins')
  expect(await rings()).toBe(2)
})

test('a former owner that wakes up finds out by its own beat, stops, and stands by', async () => {
  const former = await start()
  former.signal('SIGSTOP')
  const next = await start()
  await next.says('begun')
  former.signal('SIGCONT')
  await former.says('stopped')
  expect(former.lines.filter((line) => line.startsWith('begun'))).toEqual(['begun 1'])
})
