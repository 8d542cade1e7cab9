import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { listens } from './listens.ts'
import { asPostgres, ownedByPostgres, postgresProgram, runPostgres } from './postgres-account.ts'
import { freePort, type Program, startProgram } from './program.ts'

/** One server of PostgreSQL on a private port, with its socket in its own folder. */
export type PostgresServer = {
  readonly port: number
  readonly pid: number
  readonly data: string
  /** For the superuser, over the socket. */
  readonly adminUrl: string
  /** For the house's own role, which owns its databases and is bound by row-level security. */
  urlOf(database: string): string
  /** Statements of the superuser, in `postgres` or the database named. */
  ask<R>(statement: string, values?: unknown[], database?: string): Promise<R[]>
  /** SIGINT ends it in order, SIGKILL as a crash would, SIGQUIT without a checkpoint. */
  stop(signal?: NodeJS.Signals): Promise<void>
  /** Starts it again where it was stopped, on the same port. */
  start(): Promise<void>
}
/** An empty database of a bed, or a copy. */
export type BedDatabase = { readonly name: string; readonly url: string; drop(): Promise<void> }
export type BedPostgres = PostgresServer & {
  /** The primary alone: `stop` of the whole ends its replica too. */
  readonly primary: PostgresServer
  /** An empty database, or a copy of `template`; `url` is for the house's own role, which owns it. */
  createDatabase(template?: string): Promise<BedDatabase>
  /** A server that streams from this one; null when none was asked for. */
  readonly replica: PostgresServer | null
}
export type PostgresOptions = {
  replica?: boolean
  /** Lines of postgresql.conf. */
  settings?: readonly string[]
  /** Lines of pg_hba.conf that come before those that trust the loopback. */
  access?: readonly string[]
}

const role = 'longhouse'

/**
 * A primary in `folder`, and with `replica` a server that streams from it. Not synced to disk unless `settings` say `fsync=on`. Its default
 * collation sorts like a dictionary, as hosted ones do, so that whoever needs code points must say so.
 */
export async function startPostgres(folder: string, options: PostgresOptions = {}): Promise<BedPostgres> {
  await mkdir(folder, { recursive: true })
  await ownedByPostgres(folder)
  const data = join(folder, 'primary')
  const locale = ['--encoding=UTF8', '--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=en']
  await runPostgres('initdb', ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', ...locale])
  const settings = [...bedSettings(folder), ...(options.settings ?? [])]
  await appendFile(join(data, 'postgresql.conf'), settings.map((line) => `${line}\n`).join(''))
  if (options.access) await prepend(join(data, 'pg_hba.conf'), options.access)
  const primary = await openServer(folder, data)
  await primary.start()
  const created = await primary.ask<{ n: number }>(`select 1 from pg_roles where rolname = $1`, [role])
  if (created.length === 0)
    await primary.ask(`create role ${role} login password '${role}' connection limit -1`)
  const replica = options.replica ? await startReplica(folder, primary) : null
  let made = 0
  return {
    ...primary,
    get pid() {
      return primary.pid
    },
    primary,
    replica,
    async createDatabase(template) {
      const name = `d${process.pid}_${Date.now().toString(36)}_${made++}`
      await primary.ask(`create database ${name} owner ${role}${template ? ` template ${template}` : ''}`)
      return {
        name,
        url: primary.urlOf(name),
        drop: async () => void (await primary.ask(`drop database if exists ${name} with (force)`)),
      }
    },
    async stop(signal) {
      await replica?.stop(signal)
      await primary.stop(signal)
    },
  }
}

const bedSettings = (folder: string) => [
  `unix_socket_directories = '${folder}'`,
  `listen_addresses = '127.0.0.1'`,
  'max_connections = 300',
  'shared_buffers = 64MB',
  'fsync = off',
  'full_page_writes = off',
  'wal_level = replica',
  'wal_keep_size = 128MB',
  'wal_log_hints = on',
  'max_wal_senders = 8',
  'autovacuum_naptime = 1h',
  'log_min_messages = warning',
]

async function startReplica(folder: string, primary: PostgresServer): Promise<PostgresServer> {
  const data = join(folder, 'replica')
  const from = ['-h', folder, '-p', String(primary.port), '-U', 'postgres']
  await runPostgres('pg_basebackup', ['-D', data, ...from, '-R', '--checkpoint=fast', '--no-sync'])
  const replica = await openServer(folder, data)
  await replica.start()
  return replica
}

async function openServer(folder: string, data: string): Promise<PostgresServer> {
  const port = await freePort()
  const adminUrl = `postgres://postgres@127.0.0.1:${port}/postgres`
  let program: Program
  const server: PostgresServer = {
    port,
    data,
    adminUrl,
    get pid() {
      return program.pid
    },
    urlOf: (database) => `postgres://${role}:${role}@127.0.0.1:${port}/${database}`,
    async ask<R>(statement: string, values: unknown[] = [], database = 'postgres') {
      const client = new Client({ host: folder, port, user: 'postgres', database })
      // What it is asked fails by itself when the server goes.
      client.on('error', () => {})
      await client.connect()
      try {
        return (await client.query(statement, values)).rows as R[]
      } finally {
        await client.end()
      }
    },
    stop: (signal = 'SIGINT') => program.stop(signal),
    async start() {
      const [command, ...args] = asPostgres([postgresProgram('postgres'), '-D', data, '-p', String(port)])
      await refuseBusy(port)
      program = await startProgram({
        command: command!,
        args,
        ready: () => server.ask('select 1').then(() => true),
        seconds: 60,
      })
    },
  }
  return server
}

/** A stranger's answer would look like readiness. */
async function refuseBusy(port: number): Promise<void> {
  if (await listens(port)) throw new Error(`Port ${port} is taken`)
}

async function prepend(file: string, lines: readonly string[]): Promise<void> {
  await writeFile(file, `${lines.join('\n')}\n${await readFile(file, 'utf8')}`)
}
