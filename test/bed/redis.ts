import { mkdir, rm } from 'node:fs/promises'
import { Redis, type RedisOptions } from 'ioredis'
import { freePort, type Program, startProgram } from './program.ts'

export type BedRedis = {
  url: string
  /** Of the server at this moment, for signals such as SIGSTOP. */
  readonly pid: number
  /** `kill -9`. */
  kill(): Promise<void>
  /** Started again with what its append-only file holds. */
  restart(): Promise<void>
  /** Killed and started again as an empty server on the same port. */
  wipe(): Promise<void>
  stop(): Promise<void>
}
type Options = {
  password?: string
  /** Files of the server's certificate, for `localhost`: then it speaks TLS alone. */
  tls?: { cert: string; key: string }
}

/** A Redis on a port of its own that keeps what it is told in a file in `folder`, so that a restart finds it. */
export async function startRedis(folder: string, options: Options = {}): Promise<BedRedis> {
  const port = await freePort()
  const data = `${folder}/redis`
  const url = options.tls
    ? `rediss://:${options.password ?? ''}@localhost:${port}`
    : `redis://${options.password ? `:${options.password}@` : ''}127.0.0.1:${port}`
  const start = async () => {
    await mkdir(data, { recursive: true })
    return startProgram({
      // It goes when the test goes, however that ends.
      command: 'setpriv',
      args: ['--pdeathsig=KILL', 'redis-server', ...settings(port, data, options)],
      ready: () => answers(url),
    })
  }
  let server: Program = await start()
  const kill = async () => {
    await server.stop('SIGKILL')
  }
  const restart = async () => {
    await kill()
    server = await start()
  }
  return {
    url,
    get pid() {
      return server.pid
    },
    kill,
    restart,
    async wipe() {
      await kill()
      await rm(data, { recursive: true, force: true })
      await restart()
    },
    stop: kill,
  }
}

const settings = (port: number, dir: string, { password, tls }: Options): string[] =>
  Object.entries({
    ...(tls
      ? {
          port: 0,
          'tls-port': port,
          'tls-cert-file': tls.cert,
          'tls-key-file': tls.key,
          'tls-ca-cert-file': tls.cert,
          'tls-auth-clients': 'no',
        }
      : { port }),
    ...(password && { requirepass: password }),
    bind: '127.0.0.1',
    dir,
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '',
    'maxmemory-policy': 'noeviction',
  }).flatMap(([name, value]) => [`--${name}`, `${value}`])

async function answers(url: string): Promise<boolean> {
  const options: RedisOptions = { lazyConnect: true, retryStrategy: () => null }
  const trusting = url.startsWith('rediss:') ? { tls: { rejectUnauthorized: false } } : {}
  const client = new Redis(url, { ...options, ...trusting })
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.ping()) === 'PONG'
  } finally {
    client.disconnect()
  }
}
