// Makes sure that what a command needs is here, and does nothing when it is: dependencies, Node 24, system programs,
// the built web app. Plain JavaScript for Node 20: it runs before anything is installed.
//   node tools/ensure.mjs install | start | dev | test | long
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { carryKubectl } from './kubectl.mjs'
import { ensureRuntime } from './runtime.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
process.chdir(root)

/** program → [Debian package, what is missing without it] */
const forStart = {
  ffmpeg: ['ffmpeg', 'clips cannot be processed'],
  bwrap: ['bubblewrap', 'uploaded media is opened without a sandbox'],
  perl: ['perl', 'some metadata of photos and videos cannot be read'],
}
const forTest = {
  ...forStart,
  '/usr/share/nginx/modules-available/mod-http-brotli-filter.conf': [
    'libnginx-mod-http-brotli-filter',
    'deploy/nginx for a fleet is not tested',
  ],
  chromium: ['chromium', 'browser tests cannot run'],
  strace: ['strace', 'the durability test cannot run'],
  nginx: ['nginx-light', 'deploy/nginx is not tested'],
  '/usr/lib/nginx/modules/ngx_rtmp_module.so': ['libnginx-mod-rtmp', 'deploy/nginx/rtmp.conf is not tested'],
  caddy: ['caddy', 'deploy/caddy is not tested'],
  'systemd-analyze': ['systemd', 'deploy/systemd is not tested'],
  openssl: ['openssl', 'deploy/nginx and deploy/caddy are not tested'],
  'postgresql/bin/postgres': ['postgresql', 'nothing is tested on PostgreSQL'],
  pgbouncer: ['pgbouncer', 'PostgreSQL behind pgbouncer is not tested'],
  'redis-server': ['redis-server', 'nothing is tested on Redis'],
  'ceph-mon': ['ceph-mon', 'S3 is tested on a light server only'],
  'ceph-osd': ['ceph-osd', 'S3 is tested on a light server only'],
  ceph: ['ceph-common', 'S3 is tested on a light server only'],
  radosgw: ['radosgw', 'S3 is tested on a light server only'],
  ip: ['iproute2', 'networks that are cut are not tested'],
  nft: ['nftables', 'lines that are cut are not tested'],
  promtool: ['prometheus', 'the rules in deploy/prometheus are not tested'],
}
const forLong = {
  ...forTest,
  obs: ['obs-studio', 'streams of OBS are not tested'],
  Xvfb: ['xvfb', 'streams of OBS are not tested'],
}

const mode = process.argv[2] ?? 'install'
const faults = [installDependencies(), ensureRuntime()].filter(Boolean)
if (faults.length > 0) {
  for (const fault of faults) console.error(fault)
  process.exit(1)
}
const tests = mode === 'test' || mode === 'long'
if (mode !== 'install') installPrograms(mode === 'long' ? forLong : tests ? forTest : forStart)
if (tests && !onPath('kubectl') && !(await carryKubectl('node_modules/.bin/kubectl')))
  console.warn('Missing: kubectl. Without it deploy/k8s is not tested. Install version 1.27 or newer.')
if (mode === 'start' || tests) buildWeb()

/** Runs `npm ci` when the lockfile is not the one that was installed last. */
function installDependencies() {
  const wanted = hash(
    ['package-lock.json', 'tools/runtime/package-lock.json'].map((file) => readFileSync(file)),
  )
  const stamp = 'node_modules/.longhouse-installed'
  if (read(stamp) === wanted) return null
  console.log('Installing dependencies …')
  const run = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: 'inherit' })
  if (run.status !== 0)
    return 'The dependencies could not be installed (npm ci failed, see above). Is the npm registry reachable? Nothing was started; run the command again once it is.'
  writeFileSync(stamp, wanted)
  return null
}

/** Installs missing system programs with apt when it may, and says what stays missing. */
function installPrograms(programs) {
  const missing = () => Object.keys(programs).filter((name) => !isThere(name))
  const packages = missing().map((name) => programs[name][0])
  if (packages.length === 0) return
  if (process.getuid?.() === 0 && onPath('apt-get')) {
    console.log(`Installing ${packages.join(', ')} …`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const apt = (...args) =>
      spawnSync('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] })
    const install = () => apt('install', '-y', '--no-install-recommends', ...packages)
    const wake = keepServicesAsleep()
    if (install().status !== 0) {
      apt('update')
      install()
    }
    wake()
  }
  for (const name of missing()) {
    const [pkg, loss] = programs[name]
    console.warn(`Missing: ${name}. Without it ${loss}. Install it with: sudo apt-get install ${pkg}`)
  }
}

/** Debian starts a service when its package comes; here only the program is wanted. Returns the way back. */
function keepServicesAsleep() {
  const policy = '/usr/sbin/policy-rc.d'
  if (existsSync(policy)) return () => {}
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  return () => rmSync(policy, { force: true })
}

/** Builds the web app when one of its sources is not the one that was built last. */
function buildWeb() {
  const files = [
    'package-lock.json',
    'vite.config.ts',
    ...['budgets', 'first-pages', 'precompress'].map((name) => `tools/${name}.ts`),
    'src/apps.ts',
    ...walk('src/web'),
    ...walk('src/contract'),
  ]
  for (const app of readdirSync('src/apps'))
    files.push(...walk(`src/apps/${app}/web`), ...walk(`src/apps/${app}/contract`))
  const wanted = hash(files.toSorted(byteOrder).flatMap((file) => [file, readFileSync(file)]))
  const stamp = 'dist/web/.built'
  if (read(stamp) === wanted) return
  console.log('Building the web app …')
  const run = spawnSync(runtime(), ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], {
    stdio: 'inherit',
  })
  if (run.status !== 0) {
    console.error('The web app could not be built (see above). Nothing was started.')
    process.exit(1)
  }
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, wanted)
}

function runtime() {
  const carried = join(root, 'node_modules/.bin/node')
  return existsSync(carried) ? carried : process.execPath
}

function walk(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
}

function byteOrder(a, b) {
  return a < b ? -1 : 1
}

/** A path, or a program. Debian keeps the programs of each PostgreSQL in a folder of its version, off the PATH. */
function isThere(name) {
  if (name.startsWith('/')) return existsSync(name)
  if (!name.startsWith('postgresql/')) return onPath(name)
  const versions = '/usr/lib/postgresql'
  const inside = name.slice('postgresql/'.length)
  return existsSync(versions) && readdirSync(versions).some((one) => existsSync(join(versions, one, inside)))
}

function onPath(name) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)))
}

function hash(parts) {
  const sum = createHash('sha256')
  for (const part of parts) sum.update(part).update('\0')
  return sum.digest('hex')
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}
