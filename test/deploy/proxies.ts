import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { until } from '../until.ts'
import type { Certificate } from './certificate.ts'
import { replaceEach, writeFleetConf } from './fleet-conf.ts'

export type Ports = { http: number; https: number; house: number }
export type Proxy = { stop(): Promise<string> }
type Place = { folder: string; ports: Ports; certificate: Certificate }

const shipped = (name: string) => readFileSync(new URL(`../../deploy/${name}`, import.meta.url), 'utf8')

/** The proxies whose files we ship, each started with its file: only addresses, ports and certificates are the test's. */
export const proxies = {
  nginx: {
    program: 'nginx',
    package: 'nginx-light',
    start({ folder, ports, certificate }: Place): Promise<Proxy> {
      const site = replaceEach(shipped('nginx/longhouse.conf'), {
        'server 127.0.0.1:5000': `server 127.0.0.1:${ports.house}`,
        'listen 80;': `listen 127.0.0.1:${ports.http};`,
        'listen [::]:80;': '',
        'listen 443 ssl http2;': `listen 127.0.0.1:${ports.https} ssl http2;`,
        'listen [::]:443 ssl http2;': '',
        'server_name longhouse.example;': 'server_name localhost;',
        '/etc/letsencrypt/live/longhouse.example/fullchain.pem': certificate.cert,
        '/etc/letsencrypt/live/longhouse.example/privkey.pem': certificate.key,
        '/var/www/html': join(folder, 'html'),
      })
      writeFileSync(join(folder, 'site.conf'), site)
      writeFileSync(join(folder, 'nginx.conf'), around(folder))
      mkdirSync(join(folder, 'temp'))
      // Its workers are not root.
      for (const one of [folder, join(folder, 'temp')]) chmodSync(one, 0o777)
      return runNginx(['-p', folder, '-c', join(folder, 'nginx.conf')], ports.https)
    },
  },
  'nginx of a fleet': {
    program: 'nginx',
    package: 'nginx-light libnginx-mod-http-brotli-filter',
    start({ folder, ports, certificate }: Place): Promise<Proxy> {
      const { http: plainPort, https: port, house } = ports
      return runNginx(
        writeFleetConf({ folder, port, plainPort, webPorts: [house, house], certificate }),
        port,
      )
    },
  },
  caddy: {
    program: 'caddy',
    package: 'caddy',
    start({ folder, ports, certificate }: Place): Promise<Proxy> {
      const site = replaceEach(shipped('caddy/Caddyfile'), {
        'grace_period 10s': `grace_period 1s\n\tadmin off\n\thttp_port ${ports.http}\n\tskip_install_trust\n\tstorage file_system ${folder}/caddy`,
        'longhouse.example {': `https://localhost:${ports.https} {\n\ttls ${certificate.cert} ${certificate.key}\n`,
        '127.0.0.1:5000': `127.0.0.1:${ports.house}`,
      })
      const file = join(folder, 'Caddyfile')
      writeFileSync(file, site)
      return run('caddy', ['run', '--adapter', 'caddyfile', '--config', file], ports.https)
    },
  },
}

/** As Debian's nginx.conf, which includes what we ship. */
const around = (folder: string) => `
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections 768; }
http {
  sendfile on;
  tcp_nopush on;
  types_hash_max_size 2048;
  gzip on;
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/temp/${name};`).join('\n  ')}
  include ${folder}/site.conf;
}
`

/** Whether the program is here. In CI it has to be: what is skipped everywhere proves nothing. */
export function isInstalled({ program, package: pkg }: { program: string; package: string }): boolean {
  if (spawnSync('sh', ['-c', `command -v ${program}`]).status === 0) return true
  const words = `${program} is not installed, so its file in deploy/ is not tested: apt-get install ${pkg}`
  if (process.env.CI) throw new Error(words)
  console.warn(words)
  return false
}

function runNginx(args: string[], port: number): Promise<Proxy> {
  const check = spawnSync('nginx', ['-t', ...args], { encoding: 'utf8' })
  if (check.status !== 0 || /\[(warn|emerg)\]/.test(check.stderr)) throw new Error(check.stderr)
  return run('nginx', args, port)
}

async function run(program: string, args: string[], port: number): Promise<Proxy> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  child.stderr.on('data', (chunk) => (log += String(chunk)))
  const gone = once(child, 'exit')
  const stop = async () => {
    child.kill('SIGTERM')
    await gone
    return log
  }
  const ready = until(() => child.exitCode !== null || listens(port), { seconds: 30, what: program })
  await ready.catch(async (error: unknown) => {
    await stop()
    throw error
  })
  if (child.exitCode !== null) throw new Error(`${program} did not start:\n${log}`)
  return { stop }
}

const listens = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true))
    socket.on('error', () => resolve(false)).on('connect', () => socket.destroy())
  })
