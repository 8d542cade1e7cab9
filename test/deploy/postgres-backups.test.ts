import { execFile } from 'node:child_process'
import { appendFile, chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asPostgres, ownedByPostgres, postgresProgram, runPostgres } from '../bed/postgres-account.ts'
import { type BedPostgres, startPostgres } from '../bed/postgres.ts'
import { freePort, startProgram } from '../bed/program.ts'
import { runCli } from '../cli/run-cli.ts'
import { until } from '../until.ts'

/** docs/operations-postgres.md, “Backups”, as it says. */
let folder: string
let archive: string
let postgres: BedPostgres
let house: { name: string; url: string }
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-backups-'))
  await chmod(folder, 0o755)
  archive = join(folder, 'wal')
  await mkdir(archive)
  await ownedByPostgres(archive)
  postgres = await startPostgres(join(folder, 'postgres'), {
    settings: [
      'archive_mode = on',
      `archive_command = 'test ! -f ${archive}/%f && cp %p ${archive}/%f && sync ${archive}/%f'`,
      'full_page_writes = on',
    ],
  })
  house = await postgres.createDatabase()
  const env = { DATABASE_URL: house.url, SECRET_KEY: 'k'.repeat(32) }
  const account = [
    'account',
    'create',
    'ada@example.org',
    '--name',
    'Ada',
    '--space',
    'Hall',
    '--role',
    'owner',
  ]
  const made = await runCli(account, { dataDir: folder, env, stdin: 'a long enough password' })
  if (made.code !== 0) throw new Error(made.err)
})
afterAll(async () => {
  await postgres?.stop()
  await rm(folder, { recursive: true, force: true })
})

const run = (program: string, args: readonly string[], env: Record<string, string> = {}) =>
  promisify(execFile)(postgresProgram(program), args, { env: { PATH: process.env.PATH, ...env } })
const wholeHouse = { PGOPTIONS: '-c longhouse.space=*' }

test('a dump as the role of the house holds every row, and is refused rather than hold some', async () => {
  const dump = join(folder, 'longhouse.dump')
  const to = ['--format=custom', `--file=${dump}`, `--dbname=${house.url}`]
  await expect(run('pg_dump', to)).rejects.toThrow('row-level security')
  await run('pg_dump', ['--enable-row-security', ...to], wholeHouse)
  const restored = await postgres.createDatabase()
  await run('pg_restore', [`--dbname=${restored.url}`, '--no-owner', '--exit-on-error', dump], wholeHouse)
  expect(await spacesOf(restored.name)).toEqual(await spacesOf(house.name))
  // Every table, row by row: the same as a move would find.
  const env = { MOVE_FROM: restored.url, MOVE_TO: house.url }
  const look = await runCli(['db', 'copy', '--from', 'env:MOVE_FROM', '--to', 'env:MOVE_TO', '--dry-run'], {
    dataDir: folder,
    env,
  })
  expect(look.err).toContain('is not empty')
  expect(look.out).toMatch(/accounts +1\n/)
  expect(look.out).toMatch(/memberships +1\n/)
})

test('a base backup and the log lead back to the moment before somebody deleted the wrong thing', async () => {
  const base = join(folder, 'base')
  await mkdir(base)
  await ownedByPostgres(base, 0o700)
  const from = ['--host=127.0.0.1', `--port=${postgres.port}`, '--username=postgres']
  await runPostgres('pg_basebackup', [
    `--pgdata=${base}`,
    ...from,
    '--checkpoint=fast',
    '--wal-method=stream',
  ])
  await postgres.ask(`update spaces set description = 'kept'`, [], house.name)
  const [moment] = await postgres.ask<{ at: string }>('select clock_timestamp()::text as at')
  await postgres.ask(`delete from memberships`, [], house.name)
  const [last] = await postgres.ask<{ file: string }>('select pg_walfile_name(pg_switch_wal()) as file')
  await until(
    async () =>
      (await postgres.ask(`select 1 from pg_stat_archiver where last_archived_wal >= $1`, [last!.file]))
        .length > 0,
    { seconds: 30, what: 'the log being archived' },
  )

  const port = await freePort()
  await appendFile(
    join(base, 'postgresql.auto.conf'),
    [
      `archive_mode = off`,
      `restore_command = 'cp ${archive}/%f %p'`,
      `recovery_target_time = '${moment!.at}'`,
      `recovery_target_action = 'promote'`,
      `unix_socket_directories = '${base}'`,
      '',
    ].join('\n'),
  )
  await writeFile(join(base, 'recovery.signal'), '')
  await ownedByPostgres(join(base, 'recovery.signal'))
  const [command, ...args] = asPostgres([postgresProgram('postgres'), '-D', base, '-p', String(port)])
  const url = `postgres://postgres@127.0.0.1:${port}/${house.name}`
  const read = (sql: string) => run('psql', ['--no-psqlrc', '-At', `--dbname=${url}`, '--command', sql])
  const restored = await startProgram({
    command: command!,
    args,
    seconds: 60,
    ready: async () => (await read('select pg_is_in_recovery()')).stdout.trim() === 'f',
  })
  try {
    expect((await read('select count(*) from memberships')).stdout.trim()).toBe('1')
    expect((await read('select description from spaces')).stdout.trim()).toBe('kept')
    expect(await postgres.ask('select 1 from memberships', [], house.name)).toEqual([])
  } finally {
    await restored.stop('SIGQUIT')
  }
})

const spacesOf = (database: string) => postgres.ask('select * from spaces', [], database)
