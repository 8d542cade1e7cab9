import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OwnPostgres, startOwnPostgres } from '../bed/own-postgres.ts'
import { runCli } from '../cli/run-cli.ts'
import { startHouse } from '../uploads/start-house.ts'
import { until } from '../until.ts'

const cli = new URL('../../src/cli/longhouse.ts', import.meta.url).pathname
const revisions = 60_000

let folder: string
let postgres: OwnPostgres
let url: string
beforeAll(async () => {
  postgres = await startOwnPostgres()
  ;({ folder } = postgres)
  ;({ url } = await postgres.createDatabase())
})
afterAll(() => postgres?.close())

test(
  'a move that is killed, again and again, goes on; half a house does not start',
  { timeout: 300_000 },
  async () => {
    await fill()
    const moved = () => rowsOn(postgres, url)
    for (const [turn, share] of [0.1, 0.5].entries()) {
      await killedAt(turn === 0 ? [] : ['--resume'], async () => (await moved()) > revisions * share)
      expect(await moved()).toBeLessThan(revisions)
    }
    const fleet = { DATABASE_URL: url, SECRET_KEY_FILE: join(folder, 'secret.key') }
    await expect(startHouse(folder, fleet)).rejects.toThrow('being filled by `longhouse db copy`')
    const twice = await runCli(['db', 'copy', '--to', 'env:MOVE_TO'], {
      dataDir: folder,
      env: { MOVE_TO: url },
    })
    expect(twice.err).toContain('--resume')

    const last = await runCli(['db', 'copy', '--to', 'env:MOVE_TO', '--resume'], {
      dataDir: folder,
      env: { MOVE_TO: url },
    })
    expect(last).toMatchObject({ code: 0, err: '' })
    expect(last.out).toContain('the same on both sides')
    expect(await moved()).toBe(revisions)
    const house = await startHouse(folder, fleet)
    await house.stop('SIGTERM')
  },
)

/** A house with a long table, written past the house. */
async function fill(): Promise<void> {
  await runCli(['db', 'migrate'], { dataDir: folder })
  const db = new Database(join(folder, 'longhouse.db'))
  db.exec(`
    with recursive n (n) as (select 1 union all select n + 1 from n where n < ${revisions})
    insert into job_crons (type, latest) select printf('type-%08d', n), '2026-11-21T08:00:00.000Z' from n`)
  db.close()
}

async function killedAt(args: string[], moment: () => Promise<boolean>): Promise<void> {
  const child = spawn(process.execPath, [cli, 'db', 'copy', '--to', 'env:MOVE_TO', ...args], {
    env: { PATH: process.env.PATH, DATA_DIR: folder, MOVE_TO: url },
    stdio: 'ignore',
  })
  const gone = once(child, 'exit')
  await until(moment, { seconds: 60, what: 'so many rows' })
  child.kill('SIGKILL')
  await gone
}

/** Rows that have arrived; 0 while there is no table. */
async function rowsOn({ ask }: OwnPostgres, at: string): Promise<number> {
  const database = new URL(at).pathname.slice(1)
  const [row] = await ask<{ n: string }>('select count(*) as n from job_crons', [], database).catch(() => [])
  return Number(row?.n ?? 0)
}
