import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ConfigFaults, readConfig } from './read-config.ts'
import { deriveKey } from './secrets.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'longhouse-config-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const read = (env: Record<string, string>) => readConfig({ DATA_DIR: folder, ...env }, ['footage', 'notes'])
const faults = (env: Record<string, string>): readonly string[] => {
  try {
    read(env)
    return []
  } catch (error) {
    return (error as ConfigFaults).faults
  }
}

test('an empty environment is a whole house on port 5000', () => {
  const config = readConfig({ DATA_DIR: folder }, ['footage'])
  expect(config).toMatchObject({
    port: 5000,
    publicUrl: 'http://localhost:5000',
    secure: false,
    apps: ['footage'],
  })
  expect(config.roles).toEqual(['web', 'worker', 'live', 'scheduler'])
})

test('every fault is listed at once, without the values', () => {
  const all = faults({
    PORT: '70000',
    ROLES: 'web,cook',
    LOG_LEVEL: 'loud',
    TRUST_PROXY: '10.0.0.0/99',
    PUBLIC_URL: 'https://a.example/path',
    SECRET_KEY: 'hunter2',
    DATABASE_URL: 'mysql://u:hunter2@h/db',
  })
  expect(all).toHaveLength(7)
  expect(all.join()).not.toContain('hunter2')
})

test('names that this version cannot use are refused rather than ignored', () => {
  expect(faults({ SENTRY_DSN: 'https://k@h/1' })[0]).toContain('cannot use it yet')
})

test('encoders come from elsewhere, also where people come through a proxy on this machine', () => {
  expect(read({ HOST: '127.0.0.1' }).live.rtmpHost).toBeNull()
  expect(read({ RTMP_HOST: '127.0.0.1' }).live.rtmpHost).toBe('127.0.0.1')
})

test('encoders are sent to a place, without path or name', () => {
  const { live } = read({
    RTMP_PUBLIC_URL: 'rtmp://in.example:1935/',
    RTMPS_PUBLIC_URL: 'rtmps://in.example',
  })
  expect([live.publicRtmp, live.publicRtmps]).toEqual(['rtmp://in.example:1935', 'rtmps://in.example'])
  for (const wrong of ['http://in.example', 'rtmp://in.example/live', 'rtmp://', 'rtmp://a:b@in.example'])
    expect(faults({ RTMP_PUBLIC_URL: wrong })[0]).toContain('RTMP_PUBLIC_URL')
})

test('nginx fetches streams from an address, not from a name', () => {
  const named = { LIVE_ADDRESS: 'http://live.lan:5000' }
  expect(read(named).live.address).toBe('http://live.lan:5000')
  expect(faults({ ...named, MEDIA_DELIVERY: 'nginx' })[0]).toContain('LIVE_ADDRESS is a name')
  for (const host of ['10.0.0.7', '[fd00::7]'])
    expect(read({ LIVE_ADDRESS: `http://${host}:5000`, MEDIA_DELIVERY: 'nginx' }).live.address).toContain(
      host,
    )
})

test('RTMPS wants a certificate, whole', () => {
  expect(faults({ RTMPS_PORT: '1936' })[0]).toContain('RTMPS_CERTIFICATE_PATH')
  expect(faults({ RTMPS_KEY_PATH: '/k.pem' })[0]).toContain('only one is set')
  const rtmps = { RTMPS_CERTIFICATE_PATH: '/c.pem', RTMPS_KEY_PATH: '/k.pem' }
  expect(read(rtmps).live).toMatchObject({ rtmpPort: 1935, rtmps: { port: 1936, certFile: '/c.pem' } })
})

const key = 'k'.repeat(40)

test('each name of the fleet chooses its engine and leaves the others as they are', () => {
  const url = 'postgres://u:p@h/db'
  expect(read({ DATABASE_URL: url, SECRET_KEY: key })).toMatchObject({
    db: { engine: 'postgres', url, replicaUrls: [], poolSize: 20, ca: null },
    shared: { engine: 'memory' },
    storage: { engine: 'disk' },
  })
  expect(read({ REDIS_URL: 'redis://h:1' })).toMatchObject({
    db: { engine: 'sqlite' },
    shared: { engine: 'redis', url: 'redis://h:1' },
  })
  expect(read({ S3_BUCKET: 'b', S3_ACCESS_KEY: 'a', S3_SECRET_KEY: 's' }).storage).toEqual({
    engine: 's3',
    endpoint: null,
    publicEndpoint: null,
    region: 'us-east-1',
    bucket: 'b',
    accessKey: 'a',
    secretKey: 's',
    pathStyle: false,
    checksums: 'required',
    folder: join(folder, 'scratch'),
  })
})

test('media leave by the way that is set', () => {
  expect(read({}).mediaDelivery).toBe('self')
  expect(read({ MEDIA_DELIVERY: 'nginx' }).mediaDelivery).toBe('nginx')
  expect(faults({ MEDIA_DELIVERY: 'redirect' })[0]).toContain('needs S3_*')
  const s3 = { MEDIA_DELIVERY: 'redirect', S3_BUCKET: 'b', S3_ACCESS_KEY: 'a', S3_SECRET_KEY: 's' }
  expect(read(s3).mediaOrigin).toBe('https://b.s3.us-east-1.amazonaws.com')
  expect(read({ ...s3, S3_ENDPOINT: 'http://s3:9000' }).mediaOrigin).toBe('http://s3:9000')
  const browsers = { S3_ENDPOINT: 'http://s3:9000', S3_PUBLIC_ENDPOINT: 'https://files.example' }
  expect(read({ ...s3, ...browsers }).mediaOrigin).toBe('https://files.example')
  expect(read({ ...s3, MEDIA_DELIVERY: 'self' }).mediaOrigin).toBeNull()
})

test('half a fleet is refused', () => {
  expect(faults({ DATABASE_URL: 'postgres://h/db' })[0]).toContain('SECRET_KEY is required')
  expect(faults({ DATABASE_REPLICA_URLS: 'postgres://h/db' })[0]).toContain('DATABASE_URL is not')
  expect(faults({ S3_ENDPOINT: 'http://h:9000' })).toHaveLength(3)
  expect(faults({ WEB_CONCURRENCY: '4' })[0]).toContain('needs REDIS_URL')
  const postgres = { DATABASE_URL: 'postgres://h/db', SECRET_KEY: key }
  const replica = { ...postgres, DATABASE_REPLICA_URLS: 'postgres://h2/db' }
  expect(faults(replica)[0]).toContain('DATABASE_REPLICA_URLS needs REDIS_URL')
  expect(read({ ...replica, REDIS_URL: 'redis://h' }).db).toMatchObject({ replicaUrls: ['postgres://h2/db'] })
  const bad = { ...postgres, DATABASE_REPLICA_URLS: 'mysql://hunter2@h' }
  expect(faults(bad).join()).not.toContain('hunter2')
})

test('a secret may stand in a file', () => {
  const file = join(folder, 'key')
  writeFileSync(file, `${'k'.repeat(40)}\n`)
  expect(read({ SECRET_KEY_FILE: file }).secretKey.toString()).toBe('k'.repeat(40))
  expect(faults({ SECRET_KEY_FILE: join(folder, 'gone') })).toHaveLength(1)
})

test('the secret key is made once, for its owner alone', () => {
  const first = read({}).secretKey
  expect(read({}).secretKey).toEqual(first)
  expect(statSync(join(folder, 'secret.key')).mode & 0o777).toBe(0o600)
  expect(deriveKey(first, 'a')).not.toEqual(deriveKey(first, 'b'))
})

test('the audit log is kept for 400 days, for ever, or for a month at least', () => {
  expect(read({}).auditKeepDays).toBe(400)
  expect(read({ AUDIT_KEEP_DAYS: '0' }).auditKeepDays).toBeNull()
  expect(read({ AUDIT_KEEP_DAYS: '30' }).auditKeepDays).toBe(30)
  expect(faults({ AUDIT_KEEP_DAYS: '29' })[0]).toContain('AUDIT_KEEP_DAYS is below 30')
})

test('sizes are read in the units people write', () => {
  expect(read({ MAX_UPLOAD_SIZE: '20G' }).maxUploadSize).toBe(20 * 1024 ** 3)
  expect(read({ SPACE_QUOTA: '5000' }).spaceQuota).toBe(5000)
  expect(faults({ SPACE_QUOTA: 'lots' })).toHaveLength(1)
})
