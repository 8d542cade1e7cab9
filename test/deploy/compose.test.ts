import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DCLinter } from 'dclint'
import { afterAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { environmentNames, readEnvironment } from '../../src/platform/config/env.ts'
import { readConfig } from '../../src/platform/config/read-config.ts'

type Service = {
  image: string
  environment?: Record<string, string>
  secrets?: string[]
  ports?: string[]
  networks: string[] | Record<string, { ipv4_address?: string }>
  healthcheck?: object
  restart: string
  read_only?: boolean
  user?: string
  cap_drop?: string[]
  deploy: { resources: { limits: object } }
}

type Linted = { messages: { rule: string; message: string }[] }

const deploy = join(import.meta.dirname, '../../deploy')
const file = join(deploy, 'compose.yaml')
const compose = parse(readFileSync(file, 'utf8'), { merge: true }) as {
  services: Record<string, Service>
  secrets: Record<string, { file: string }>
}
const services = Object.entries(compose.services)
const house = services.filter(([, { image }]) => image.startsWith('longhouse:'))

const folder = mkdtempSync(join(tmpdir(), 'longhouse-compose-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// Order of keys and services tells a reader how parts follow from each other; the ports of nginx are for everyone.
const rules = Object.fromEntries(
  [
    'service-keys-order',
    'services-alphabetical-order',
    'top-level-properties-order',
    'no-build-and-image',
    'no-unbound-port-interfaces',
    'no-quotes-in-volumes',
  ].map((name) => [name, 0 as const]),
)

test('compose understands the file, and the planted fault in it', () => {
  const faults = (path: string) =>
    new DCLinter({ rules, quiet: true, debug: false, exclude: [] })
      .lintFiles([path], false)
      .flatMap(({ messages }: Linted) => messages.map(({ rule, message }) => `${rule}: ${message}`))
  expect(faults(file)).toEqual([])
  const planted = readFileSync(file, 'utf8').replace('restart: unless-stopped', 'restarts: unless-stopped')
  const spoilt = join(folder, 'compose.yaml')
  writeFileSync(spoilt, planted)
  expect(faults(spoilt).join()).toContain('must NOT have additional properties')
})

test('each role is there, and everything has limits, is watched and comes back', () => {
  expect(house.map(([name]) => name).toSorted()).toEqual([
    'live',
    'migrate',
    'scheduler',
    'web-1',
    'web-2',
    'worker',
  ])
  for (const [, service] of services) {
    expect(service.deploy.resources.limits).toMatchObject({
      memory: expect.any(String),
      cpus: expect.any(String),
    })
    // Containers of the house bring their own look at themselves.
    expect(
      service.image.startsWith('longhouse:') || service.restart !== 'unless-stopped' || service.healthcheck,
    ).toBeTruthy()
    expect(service.image).toMatch(/:[\w.-]*\d[\w.-]*$/)
  }
  for (const [, service] of house)
    expect(service).toMatchObject({ read_only: true, user: '1000:1000', cap_drop: ['ALL'] })
})

test('settings are names that the house reads, and no secret stands in the file', () => {
  const names = house.flatMap(([, { environment }]) => Object.keys(environment ?? {}))
  expect(names.length).toBeGreaterThan(20)
  const known = new Set<string>(environmentNames)
  expect(names.filter((name) => !known.has(name.replace(/_FILE$/, '')))).toEqual([])
  const values = services.flatMap(([, { environment }]) => Object.entries(environment ?? {}))
  const secretive = values.filter(
    ([name]) => /PASSWORD|SECRET|KEY|TOKEN|_URL/.test(name) && name !== 'PUBLIC_URL',
  )
  expect(secretive.filter(([, value]) => !value.startsWith('/run/secrets/'))).toEqual([])
})

test('nobody outside reaches a store', () => {
  expect(services.filter(([, { ports }]) => ports).map(([name]) => name)).toEqual([
    'live',
    'nginx',
    'prometheus',
  ])
  // Encoders alone: what players ask for goes through nginx.
  expect(compose.services['live']!.ports).toEqual(['1935:1935'])
  expect(compose.services['prometheus']!.ports).toEqual(['127.0.0.1:9090:9090'])
  for (const name of ['postgres', 'redis', 'store'])
    expect(compose.services[name]!.networks).toEqual(['stores'])
})

test('nginx and Prometheus ask for names and addresses that are there', () => {
  const prometheus = readFileSync(join(deploy, 'prometheus/prometheus.yml'), 'utf8')
  const [, names] = /names: \[(.*)\]/.exec(prometheus)!
  expect(names!.split(', ').every((name) => name in compose.services)).toBe(true)
  const nginx = readFileSync(join(deploy, 'compose/nginx.Dockerfile'), 'utf8')
  const puts = [...nginx.matchAll(/put (\S+\.conf) ('[^']+'|\S+) ('[^']+'|\S+)/g)]
  const shipped = {
    'conf.d/longhouse.conf': 'longhouse-fleet.conf',
    'conf.d/live-edge.conf': 'live-edge.conf',
    'longhouse/media.conf': 'media.conf',
  }
  expect(puts.length).toBe(7)
  for (const [, target, from] of puts) {
    const source = readFileSync(join(deploy, 'nginx', shipped[target as keyof typeof shipped]), 'utf8')
    expect(source).toContain(from!.replaceAll("'", ''))
  }
  for (const name of ['web-1', 'web-2']) {
    const networks = compose.services[name]!.networks as Record<string, { ipv4_address: string }>
    const address = networks['house']!.ipv4_address
    expect(puts.map(([, , , to]) => to)).toContain(address)
    expect(puts.map(([, , , to]) => to).join()).toContain(`server ${address}:5000;`)
  }
})

test('the others reach the process that takes streams where it says that it is', () => {
  const { environment, networks } = compose.services['live']!
  const { house: place } = networks as Record<string, { ipv4_address: string }>
  expect(environment).toMatchObject({ ROLES: 'live', LIVE_ADDRESS: `http://${place!.ipv4_address}:5000` })
})

test('make-secrets makes all of them, once, for their owner alone, and the house takes them', () => {
  cpSync(join(deploy, 'compose'), join(folder, 'compose'), { recursive: true })
  const secrets = join(folder, 'compose/secrets')
  rmSync(secrets, { recursive: true, force: true })
  const make = () =>
    execFileSync(join(folder, 'compose/make-secrets'), ['https://house.example'], { encoding: 'utf8' })
  expect(make()).toContain('Keep')
  const made = Object.fromEntries(
    readdirSync(secrets).map((name) => [name, readFileSync(join(secrets, name), 'utf8')]),
  )
  expect(Object.keys(made).toSorted()).toEqual(Object.keys(compose.secrets).toSorted())
  expect(Object.values(made).every((text) => text.length >= 20)).toBe(true)
  expect(statSync(secrets).mode & 0o777).toBe(0o700)
  make()
  for (const [name, text] of Object.entries(made))
    expect(readFileSync(join(secrets, name), 'utf8')).toBe(text)

  const told = Object.entries(compose.services['web-1']!.environment!).map(([name, value]) => [
    name,
    value.replace('/run/secrets', secrets).replace(/^\$\{PUBLIC_URL.*/, 'https://house.example'),
  ])
  const config = readConfig({ ...Object.fromEntries(told), DATA_DIR: join(folder, 'data') }, ['footage'])
  expect(readEnvironment(Object.fromEntries(told)).faults).toEqual([])
  expect(config).toMatchObject({
    roles: ['web'],
    db: { engine: 'postgres' },
    shared: { engine: 'redis' },
    storage: { engine: 's3' },
  })
})
