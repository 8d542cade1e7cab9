import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runPostgres } from '../bed/postgres-account.ts'
import { type BedPostgres, type PostgresServer, startPostgres } from '../bed/postgres.ts'
import { until } from '../until.ts'

const script = new URL('../../deploy/postgres/promote.sh', import.meta.url).pathname

let folder: string
let postgres: BedPostgres
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-promote-'))
  await chmod(folder, 0o755)
  postgres = await startPostgres(join(folder, 'postgres'), {
    replica: true,
    settings: ['full_page_writes = on'],
  })
  // As the page says for a house that must lose nothing: a commit is answered once the replica has it.
  await postgres.ask(`alter system set synchronous_standby_names = '*'`)
  await postgres.ask('select pg_reload_conf()')
  await until(
    async () =>
      (await postgres.ask(`select 1 from pg_stat_replication where sync_state = 'sync'`)).length > 0,
    { what: 'the replica being in step' },
  )
})
afterAll(async () => {
  await postgres?.replica?.stop()
  await postgres?.stop().catch(() => {})
  await rm(folder, { recursive: true, force: true })
})

test('the written procedure: no step forgets the one before, nothing that was answered is lost, the old primary comes back as a replica', async () => {
  const [primary, replica] = [postgres, postgres.replica!]
  const place = (port: number) => `host=127.0.0.1 port=${port} user=postgres dbname=postgres`
  const servers = { PRIMARY: place(primary.port), REPLICA: place(replica.port) }
  const promote = async (step: string, more: Record<string, string> = {}) =>
    promisify(execFile)(script, [step], { env: { PATH: process.env.PATH, ...servers, ...more } }).then(
      ({ stdout }) => ({ code: 0, said: stdout }),
      ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
        code,
        said: stdout + stderr,
      }),
    )
  await primary.ask('create table answered (n int primary key)')
  const answered = await writeUntilBroken(primary.adminUrl, async () => {
    expect((await promote('check')).said).toContain('bytes of what it has written have not arrived yet')
    expect(await promote('promote')).toMatchObject({
      code: 1,
      said: expect.stringContaining('fence it first'),
    })
    expect(await promote('fence')).toMatchObject({ code: 1, said: expect.stringContaining('FENCED=yes') })
    expect(await promote('fence', { FENCE: 'false' })).toMatchObject({
      code: 1,
      said: expect.stringContaining('FENCE failed'),
    })

    const started = performance.now()
    const all = await promote('all', {
      FENCE: `kill -QUIT ${primary.pid}`,
      SWITCH: `echo ${replica.port} > ${join(folder, 'switched')}`,
    })
    expect(all).toMatchObject({ code: 0, said: expect.stringContaining('Switched') })
    console.log(`promoted in ${((performance.now() - started) / 1000).toFixed(1)} s`)
  })
  expect(await readFile(join(folder, 'switched'), 'utf8')).toBe(`${replica.port}\n`)
  expect(await promote('check')).toMatchObject({
    code: 1,
    said: expect.stringContaining('takes writes already'),
  })

  await replica.ask(`alter system reset synchronous_standby_names`)
  await replica.ask('select pg_reload_conf()')
  const kept = await replica.ask<{ n: number }>('select n from answered')
  const there = new Set(kept.map(({ n }) => n))
  expect(answered.length).toBeGreaterThan(0)
  expect(answered.filter((n) => !there.has(n))).toEqual([])

  await rejoin(primary, replica)
  await until(
    async () => (await replica.ask(`select 1 from pg_stat_replication where state = 'streaming'`)).length > 0,
    { seconds: 60, what: 'the old primary following' },
  )
  expect(await primary.ask('select pg_is_in_recovery() as follows')).toEqual([{ follows: true }])
})

/** Adds one row after the other; those that were answered. */
async function writeUntilBroken(url: string, meanwhile: () => Promise<void>): Promise<number[]> {
  const client = new Client(url)
  client.on('error', () => {})
  await client.connect()
  const answered: number[] = []
  const writing = (async () => {
    for (let n = 0; ; n++) {
      await client.query('insert into answered values ($1)', [n])
      answered.push(n)
    }
  })().catch(() => {})
  await meanwhile()
  await writing
  return answered
}

/** docs/operations-postgres.md, “The old primary comes back”. */
async function rejoin(old: BedPostgres, now: PostgresServer): Promise<void> {
  // Before its first checkpoint the new primary still tells its old timeline, and nothing would be rewound.
  await now.ask('checkpoint')
  const source = `host=127.0.0.1 port=${now.port} user=postgres dbname=postgres`
  const data = ['--target-pgdata', old.data, `--source-server=${source}`]
  await runPostgres('pg_rewind', [...data, '--write-recovery-conf', '--no-sync'])
  await old.start()
}
