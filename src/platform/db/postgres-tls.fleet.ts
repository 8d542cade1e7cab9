import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ownedByPostgres } from '../../../test/bed/postgres-account.ts'
import { type BedPostgres, startPostgres } from '../../../test/bed/postgres.ts'
import { bareMetrics, quietLog } from '../../../test/harness/quiet.ts'
import { openPostgresDb } from './postgres-db.ts'

let folder: string
let server: BedPostgres
let ca: string
let stranger: string
let database: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-tls-'))
  await chmod(folder, 0o755)
  ca = await makeAuthority('ca')
  stranger = await makeAuthority('stranger')
  await certify('server', 'DNS:localhost')
  // Passwords are asked for, and only over TLS.
  const access = [
    'local all postgres trust',
    'host all postgres 127.0.0.1/32 trust',
    'hostssl all longhouse 127.0.0.1/32 scram-sha-256',
    'host all all all reject',
  ]
  const files = [
    `ssl_cert_file = '${join(folder, 'server.pem')}'`,
    `ssl_key_file = '${join(folder, 'server.key')}'`,
  ]
  server = await startPostgres(join(folder, 'postgres'), { settings: ['ssl = on', ...files], access })
  database = (await server.createDatabase()).name
})
afterAll(async () => {
  await server.stop('SIGQUIT')
  await rm(folder, { recursive: true, force: true })
})

const open = async (host: string, query: string, authority: string | null) => {
  const url = server.urlOf(database).replace('127.0.0.1', host) + query
  const config = {
    engine: 'postgres' as const,
    url,
    replicaUrls: [],
    poolSize: 2,
    ca: authority,
    statementSeconds: 5,
  }
  return openPostgresDb(config, { log: quietLog(), metrics: bareMetrics() }, { waitSeconds: 2 })
}
const outcome = (host: string, query: string, authority: string | null) =>
  open(host, query, authority).then(
    async (db) => {
      await db.ping()
      await db.close()
      return 'connected'
    },
    (error: Error) => error.message,
  )

describe('a server whose certificate', () => {
  test('is of the authority and for its name is trusted by all modes', async () => {
    for (const query of ['', '?sslmode=verify-full', '?sslmode=verify-ca', '?sslmode=require'])
      expect(await outcome('localhost', query, ca)).toBe('connected')
    expect(await outcome('localhost', `?sslrootcert=${join(folder, 'ca.pem')}`, null)).toBe('connected')
  })

  test('is for another name is refused by verify-full alone', async () => {
    expect(await outcome('127.0.0.1', '?sslmode=verify-full', ca)).toMatch(/certificate.*127\.0\.0\.1/)
    expect(await outcome('127.0.0.1', '?sslmode=verify-ca', ca)).toBe('connected')
  })

  test('is of somebody else is refused, unless nothing was asked but encryption', async () => {
    for (const query of ['', '?sslmode=verify-full', '?sslmode=verify-ca', '?sslmode=require'])
      expect(await outcome('localhost', query, stranger)).toContain('certificate')
    expect(await outcome('localhost', '?sslmode=verify-full', null)).toContain('certificate')
    expect(await outcome('localhost', '?sslmode=require', null)).toBe('connected')
  })
})

test('without TLS this server lets nobody in, and what it says holds no password', async () => {
  const said = await outcome('localhost', '?sslmode=disable', null)
  expect(said).toContain('no encryption')
  expect(said).not.toContain('longhouse:longhouse')
})

test('a lease is renewed over TLS as well', async () => {
  const db = await open('127.0.0.1', '?sslmode=verify-ca', ca)
  const owner = { table: 'nothing', owner: 'me', everySeconds: 60, silentSeconds: 60 }
  const renewer = await db.openLeaseRenewer({ ...owner, lost: () => {}, failed: () => {} })
  const seen = await server.ask<{ ssl: boolean }>(
    `select ssl from pg_stat_ssl join pg_stat_activity using (pid) where application_name = 'longhouse lease'`,
  )
  expect(seen).toEqual([{ ssl: true }])
  await renewer.stop()
  await db.close()
})

const openssl = (...args: string[]) => promisify(execFile)('openssl', args, { cwd: folder })
const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

async function makeAuthority(name: string): Promise<string> {
  await openssl(
    'req',
    '-x509',
    ...curve,
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.pem`,
    '-subj',
    `/CN=${name}`,
    '-days',
    '2',
  )
  return readFile(join(folder, `${name}.pem`), 'utf8')
}

async function certify(name: string, names: string): Promise<void> {
  await openssl('req', ...curve, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`)
  await writeFile(join(folder, 'names'), `subjectAltName=${names}\n`)
  const authority = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial']
  await openssl(
    'x509',
    '-req',
    '-in',
    `${name}.csr`,
    ...authority,
    '-out',
    `${name}.pem`,
    '-days',
    '2',
    '-extfile',
    'names',
  )
  await ownedByPostgres(join(folder, `${name}.key`), 0o600)
}
