import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type Container = {
  /** Runs something inside; gives its exit code and what it said. */
  exec(...args: string[]): { status: number | null; said: string }
  log(): string
  /** Its exit code once it has ended by itself. */
  ended: Promise<number | null>
  /** SIGTERM to its first process; resolves with the exit code. */
  stop(): Promise<number | null>
}
type Wish = {
  root: string
  folder: string
  name: string
  args: string[]
  env: Record<string, string>
  user: number
  /** Files and folders of this machine, read-only inside. */
  mounts?: Record<string, string>
  /** A network of its own, in which every port is everybody's; else that of this machine. */
  ownNetwork?: boolean
  /** Folders that are memory. */
  memory: string[]
}

/**
 * What deploy/compose.yaml and deploy/k8s ask of an engine, by runc alone: the image read-only, no capability, no new privileges, the
 * profile of system calls, own namespaces but for the network.
 */
export function startContainer({
  root,
  folder,
  name,
  args,
  env,
  user,
  mounts = {},
  memory,
  ownNetwork = false,
}: Wish): Container {
  const bundle = join(folder, name)
  mkdirSync(bundle, { recursive: true })
  const profile = JSON.parse(
    readFileSync(new URL('../../../deploy/image/seccomp.json', import.meta.url), 'utf8'),
  ) as { defaultAction: string; syscalls: { names: string[]; action: string; errnoRet: number }[] }
  const nothing = { bounding: [], effective: [], permitted: [], ambient: [] }
  const config = {
    ociVersion: '1.0.2',
    root: { path: root, readonly: true },
    process: {
      args,
      cwd: '/',
      env: Object.entries({ PATH: '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...env }).map((one) =>
        one.join('='),
      ),
      user: { uid: user, gid: user },
      capabilities: nothing,
      noNewPrivileges: true,
    },
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=755'] },
      {
        destination: '/dev/pts',
        type: 'devpts',
        source: 'devpts',
        options: ['nosuid', 'noexec', 'newinstance'],
      },
      ...memory.map((destination) => ({
        destination,
        type: 'tmpfs',
        source: 'tmpfs',
        options: ['nosuid', 'nodev', 'mode=0750', `uid=${user}`, `gid=${user}`],
      })),
      ...Object.entries(mounts).map(([destination, source]) => ({
        destination,
        source,
        type: 'bind',
        options: ['rbind', 'ro'],
      })),
    ],
    linux: {
      namespaces: ['pid', 'ipc', 'uts', 'mount', ...(ownNetwork ? ['network'] : [])].map((type) => ({
        type,
      })),
      ...(ownNetwork && { sysctl: { 'net.ipv4.ip_unprivileged_port_start': '0' } }),
      maskedPaths: ['/proc/kcore', '/proc/keys', '/proc/timer_list', '/proc/scsi'],
      readonlyPaths: ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'],
      seccomp: {
        defaultAction: profile.defaultAction,
        architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_AARCH64'],
        syscalls: profile.syscalls.map(({ names, action, errnoRet }) => ({ names, action, errnoRet })),
      },
    },
  }
  writeFileSync(join(bundle, 'config.json'), JSON.stringify(config))
  const runc = ['--root', join(folder, 'runc')]
  const child: ChildProcess = spawn('runc', [...runc, 'run', '--bundle', bundle, name], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk) => (log += String(chunk)))
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return {
    log: () => log,
    ended,
    exec(...inside) {
      const { status, stdout, stderr } = spawnSync('runc', [...runc, 'exec', name, ...inside], {
        encoding: 'utf8',
      })
      return { status, said: stdout + stderr }
    },
    async stop() {
      spawnSync('runc', [...runc, 'kill', name, 'TERM'])
      return ended
    },
  }
}
