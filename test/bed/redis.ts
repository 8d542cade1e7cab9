import { mkdir, rm } from 'node:fs/promises'
import { Redis } from 'ioredis'
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

/** A Redis on a port of its own that keeps what it is told in a file in `folder`, so that a restart finds it. */
export async function startRedis(folder: string): Promise<BedRedis> {
  const port = await freePort()
  const data = `${folder}/redis`
  const start = async () => {
    await mkdir(data, { recursive: true })
    return startProgram({ command: 'redis-server', args: settings(port, data), ready: () => answers(port) })
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
    url: `redis://127.0.0.1:${port}`,
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

const settings = (port: number, data: string) =>
  Object.entries({
    port,
    bind: '127.0.0.1',
    dir: data,
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '',
    'maxmemory-policy': 'noeviction',
  }).flatMap(([name, value]) => [`--${name}`, `${value}`])

async function answers(port: number): Promise<boolean> {
  const client = new Redis({ port, host: '127.0.0.1', lazyConnect: true, retryStrategy: () => null })
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.ping()) === 'PONG'
  } finally {
    client.disconnect()
  }
}
