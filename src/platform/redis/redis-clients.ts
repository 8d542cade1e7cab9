import { setImmediate as turnOfLoop, setTimeout as pause } from 'node:timers/promises'
import { Redis as Client, type RedisOptions } from 'ioredis'
import { within } from '../within.ts'
import type { Log } from '../observability/log.ts'
import type { Metrics } from '../observability/metrics.ts'
import { openLine } from './line.ts'
import type { Redis } from './redis.ts'

/** Milliseconds. A command that is not answered by then counts as lost, and so does the connection. */
const patience = 1000
const betweenPings = 1000
const startPatience = 2000

/** For every client: Redis is looked for again for ever, soon at first and then every two seconds. */
const common: RedisOptions = {
  lazyConnect: true,
  connectTimeout: 2000,
  keepAlive: 10_000,
  disableClientInfo: true,
  retryStrategy: (times) => Math.min(2000, 50 * 2 ** Math.min(times, 10)),
  // After a failover the old address may lead to a replica for a while.
  reconnectOnError: (error) => error.message.startsWith('READONLY'),
}
/** For clients whose callers go on without Redis. */
const hasty: RedisOptions = {
  ...common,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  commandTimeout: patience,
}

/** Connects to the Redis of `url` (`redis://`, or `rediss://` for TLS). The URL holds a password and is told to nobody. */
export async function openRedisClients(
  url: string,
  { log, metrics, prefix = 'longhouse:' }: { log: Log; metrics: Metrics; prefix?: string },
): Promise<Redis> {
  const line = openLine(log, metrics)
  const commands = new Client(url, { ...hasty, connectionName: 'longhouse-commands' })
  const hearing = new Client(url, {
    ...hasty,
    connectionName: 'longhouse-messages',
    autoResubscribe: false,
    enableReadyCheck: true,
  })
  const channels = new Map<string, (text: string) => void>()
  const closing = new AbortController()

  let subscribed = false
  const weigh = () => line.set(commands.status === 'ready' && subscribed)
  /** Nothing counts as heard before Redis has said that it will tell. */
  const subscribe = async () => {
    try {
      if (channels.size > 0) await hearing.subscribe(...channels.keys())
      subscribed = true
    } catch {
      hearing.disconnect(true)
    }
    weigh()
  }
  for (const client of [commands, hearing]) {
    client.on('error', (error: Error) => line.blame(error))
    client.on('close', () => {
      if (client === hearing) subscribed = false
      weigh()
    })
  }
  commands.on('ready', weigh)
  hearing.on('ready', () => void subscribe())
  hearing.on('message', (channel: string, text: string) => channels.get(channel)?.(text))

  /** A server that hangs takes connections and says nothing: whoever is silent is cut off and connected to afresh. */
  async function watch(): Promise<void> {
    while (!closing.signal.aborted) {
      await Promise.all([commands, hearing].map(cutWhenSilent))
      await pause(betweenPings, undefined, { signal: closing.signal }).catch(() => {})
    }
  }
  async function cutWhenSilent(client: Client): Promise<void> {
    if (client.status !== 'ready') return
    const { stream } = client
    const heard = stream.bytesRead
    if (!(await fails(client.ping()))) return
    // After a pause of this process itself the answer has come and waits to be read: then it is not Redis that is slow.
    await turnOfLoop()
    await turnOfLoop()
    if (stream.bytesRead !== heard || closing.signal.aborted || client.status !== 'ready') return
    line.blame(new Error('it takes connections and does not answer'))
    client.disconnect(true)
  }

  for (const client of [commands, hearing]) client.connect().catch(() => {})
  await within(startPatience, line.firstUp).catch(() => {})
  if (!line.up()) line.tellAway()
  const watching = watch()
  return {
    commands,
    prefix,
    up: () => line.up(),
    onChange: (listener) => line.onChange(listener),
    hear(channel, listener) {
      channels.set(channel, listener)
      if (hearing.status === 'ready') void subscribe()
    },
    patient: (name) => openPatient(url, { connectionName: `longhouse-${name}` }),
    away: () => line.away(),
    async close() {
      closing.abort()
      line.close()
      commands.disconnect()
      hearing.disconnect()
      await watching
    },
  }
}

const fails = (asked: Promise<unknown>): Promise<boolean> =>
  asked.then(
    () => false,
    () => true,
  )

/** Whoever is given a client makes more of its kind by `duplicate`: they end with it. */
function openPatient(url: string, options: RedisOptions): { client: Client; end(): void } {
  const clients: Client[] = []
  const open = (more: Partial<RedisOptions> = {}) => {
    const client = new Client(url, {
      ...common,
      ...options,
      ...more,
      lazyConnect: false,
      maxRetriesPerRequest: null,
    })
    // What is wrong is seen on the line of this process.
    client.on('error', () => {})
    client.duplicate = open
    clients.push(client)
    return client
  }
  const client = open()
  return {
    client,
    end() {
      for (const one of clients) one.disconnect()
    },
  }
}
