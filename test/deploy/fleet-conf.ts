import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Certificate } from './certificate.ts'
import { writeNginxFolder } from './nginx-folder.ts'

/** Where the test has nginx and the processes behind it; no certificate is plain HTTP on `port`, for visitors that trust nobody. */
export type FleetPlace = {
  folder: string
  /** What the house is reached at. */
  port: number
  /** Where those come who do without TLS. */
  plainPort?: number
  webPorts: readonly number[]
  certificate?: Certificate
  /** With the cache for live channels in front of all. */
  liveEdge?: boolean
  /** Requests a second from one address that nginx lets through; a test is one address. */
  rate?: number
}

/** Writes nginx's own file and ours, changed only in addresses, ports, certificates and limits; the arguments that start it. */
export function writeFleetConf(place: FleetPlace): readonly string[] {
  const { folder } = place
  for (const one of ['cache', 'conf', 'html']) mkdirSync(join(folder, one), { recursive: true })
  chmodSync(join(folder, 'cache'), 0o777)
  const included = ['media.conf', ...(place.liveEdge ? ['live-edge-locations.conf'] : [])]
  for (const name of included) copyFileSync(shippedFile(name), join(folder, 'conf', name))
  writeFileSync(join(folder, 'site.conf'), siteOf(place))
  return writeNginxFolder(folder, {
    main: `worker_processes auto;
worker_rlimit_nofile 65536;
load_module /usr/lib/nginx/modules/ngx_http_brotli_filter_module.so;`,
    connections: 16_384,
    http: `${place.liveEdge ? liveEdgeOf(place) : ''}
  include ${folder}/site.conf;`,
  })
}

function siteOf({ folder, port, plainPort, webPorts, certificate, rate = 100_000 }: FleetPlace): string {
  const shipped = readFileSync(shippedFile('longhouse-fleet.conf'), 'utf8')
  const webs = webPorts.map((web) => `127.0.0.1:${web}`)
  const listen = certificate
    ? `listen 127.0.0.1:${port} ssl http2 backlog=4096;`
    : `listen 127.0.0.1:${port} backlog=4096;`
  const site = replaceEach(shipped, {
    [peers(shippedWebs)]: peers(webs),
    [calls(shippedWebs)]: calls(webs),
    'listen 80;': plainPort ? `listen 127.0.0.1:${plainPort};` : `listen unix:${folder}/plain.sock;`,
    'listen [::]:80;': '',
    'listen 443 ssl http2 backlog=4096;': listen,
    'listen [::]:443 ssl http2 backlog=4096;': '',
    'server_name longhouse.example;': 'server_name localhost 127.0.0.1;',
    '/etc/nginx/longhouse/': `${folder}/conf/`,
    '/var/cache/nginx/': `${folder}/cache/`,
    '/var/www/html': join(folder, 'html'),
    'rate=100r/s': `rate=${rate}r/s`,
    'rate=400r/s': `rate=${rate}r/s`,
    'rate=3000r/s': `rate=${rate}r/s`,
    'limit_conn longhouse_open 1000;': 'limit_conn longhouse_open 65535;',
    '/etc/letsencrypt/live/longhouse.example/fullchain.pem': certificate?.cert ?? '',
    '/etc/letsencrypt/live/longhouse.example/privkey.pem': certificate?.key ?? '',
  })
  return certificate ? site : site.replace(/^ *ssl_.*;\n/gm, '')
}

const liveEdgeOf = ({ folder, webPorts }: FleetPlace): string =>
  replaceEach(readFileSync(shippedFile('live-edge.conf'), 'utf8'), {
    'server 127.0.0.1:5000;': webPorts.map((web) => `server 127.0.0.1:${web};`).join(' '),
    '/var/cache/nginx/': `${folder}/cache/`,
  })

const shippedFile = (name: string) => new URL(`../../deploy/nginx/${name}`, import.meta.url)

/** Each twice, as in the file; those that calls of the API go to with as many as they answer at once. */
const shippedWebs = ['10.0.0.11:5000', '10.0.0.12:5000']
const peers = (addresses: readonly string[]) =>
  rows(addresses, ['max_fails=1 fail_timeout=10s', 'max_fails=0 backup'])
const calls = (addresses: readonly string[]) =>
  rows(addresses, ['max_fails=1 fail_timeout=10s max_conns=64', 'max_fails=0 backup max_conns=8'])
const rows = (addresses: readonly string[], hows: readonly string[]) =>
  hows.flatMap((how) => addresses.map((address) => `server ${address} ${how};`)).join('\n  ')

/** Every one of them has to be there: a file that changed must not be tested as something else. */
export function replaceEach(text: string, changes: Record<string, string>): string {
  let changed = text
  for (const [from, to] of Object.entries(changes)) {
    if (!changed.includes(from)) throw new Error(`the file in deploy/ has no "${from}" any more`)
    changed = changed.replaceAll(from, to)
  }
  return changed
}
