import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listens } from '../bed/listens.ts'
import { type Program, startProgram } from '../bed/program.ts'
import type { Certificate } from './certificate.ts'
import { replaceEach, writeFleetConf } from './fleet-conf.ts'
import { writeNginxFolder } from './nginx-folder.ts'

export type Ports = { http: number; https: number; house: number }
type Place = { folder: string; ports: Ports; certificate: Certificate }

const shipped = (name: string) => readFileSync(new URL(`../../deploy/${name}`, import.meta.url), 'utf8')

/** The proxies whose files we ship, each started with its file: only addresses, ports and certificates are the test's. */
export const proxies = {
  nginx: {
    program: 'nginx',
    package: 'nginx-light',
    start({ folder, ports, certificate }: Place): Promise<Program> {
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
      return runNginx(writeNginxFolder(folder, { http: `include ${folder}/site.conf;` }), ports.https)
    },
  },
  'nginx of a fleet': {
    program: 'nginx',
    package: 'nginx-light libnginx-mod-http-brotli-filter',
    start({ folder, ports, certificate }: Place): Promise<Program> {
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
    start({ folder, ports, certificate }: Place): Promise<Program> {
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

/** Whether the program is here. In CI it has to be: what is skipped everywhere proves nothing. */
export function isInstalled({ program, package: pkg }: { program: string; package: string }): boolean {
  if (spawnSync('sh', ['-c', `command -v ${program}`]).status === 0) return true
  const words = `${program} is not installed, so its file in deploy/ is not tested: apt-get install ${pkg}`
  if (process.env.CI) throw new Error(words)
  console.warn(words)
  return false
}

function runNginx(args: readonly string[], port: number): Promise<Program> {
  const check = spawnSync('nginx', ['-t', ...args], { encoding: 'utf8' })
  if (check.status !== 0 || /\[(warn|emerg)\]/.test(check.stderr)) throw new Error(check.stderr)
  return run('nginx', args, port)
}

const run = (command: string, args: readonly string[], port: number): Promise<Program> =>
  startProgram({ command, args, ready: () => listens(port) })
