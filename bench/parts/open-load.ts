import { connect, type Socket } from 'node:net'

/**
 * Keeps `connections` open, from several addresses of the loopback, and sends `rate` reads a second over them whether or not earlier ones
 * were answered, phase after phase. In a process of its own; prints `OpenLoad` as JSON.
 */
export type OpenLoad = { open: number; cpuSeconds: number; phases: PhaseSeen[] }
export type Phase = { rate: number; seconds: number }
export type PhaseSeen = {
  sent: number
  /** Reads that were due while every connection still waited for an answer. */
  unsent: number
  statuses: Record<string, number>
  /** Connections that broke. */
  errors: number
  /** Of answers with 200, in milliseconds. */
  p50: number
  p99: number
  /** CPU of this process over wall time. */
  cpu: number
  seconds: { good: number; bad: number; p99: number }[]
}
export type OpenLoadOrder = {
  port: number
  host: string
  connections: number
  addresses: number
  headers: Record<string, string>
  paths: string[]
  phases: Phase[]
}

const order = JSON.parse(process.argv[2] ?? '{}') as OpenLoadOrder
const lines = Object.entries(order.headers).map(([name, value]) => `${name}: ${value}\r\n`)
const requests = order.paths.map(
  (path) => `GET ${path} HTTP/1.1\r\nhost: ${order.host}\r\n${lines.join('')}\r\n`,
)

type Line = { socket: Socket; from: string; sent: number; left: number; status: string }
type Second = { times: number[]; bad: number }
const free: Line[] = []
let open = 0
let asked = 0
let seen = newPhase()

await openAll()
const phases: PhaseSeen[] = []
for (const phase of order.phases) phases.push(await run(phase))
const { user, system } = process.cpuUsage()
process.stdout.write(
  JSON.stringify({ open, cpuSeconds: (user + system) / 1e6, phases } satisfies OpenLoad),
  () => process.exit(0),
)

function newPhase() {
  return {
    sent: 0,
    unsent: 0,
    errors: 0,
    statuses: {} as Record<string, number>,
    seconds: [] as Second[],
    began: performance.now(),
  }
}

/** A few hundred at a time, as people come. */
async function openAll(): Promise<void> {
  for (let at = 0; at < order.connections; at += 200)
    await Promise.all(
      Array.from({ length: Math.min(200, order.connections - at) }, (_, n) =>
        openLine(`127.0.0.${2 + ((at + n) % order.addresses)}`),
      ),
    )
}

function openLine(from: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port: order.port, host: '127.0.0.1', localAddress: from })
    const line: Line = { socket, from, sent: 0, left: -1, status: '' }
    socket.setNoDelay(true)
    socket.on('connect', () => {
      open += 1
      free.push(line)
      resolve()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      open -= 1
      const at = free.indexOf(line)
      if (at === -1) seen.errors += 1
      else free.splice(at, 1)
      void openLine(from)
      resolve()
    })
    socket.on('data', (chunk) => take(line, chunk))
  })
}

async function run({ rate, seconds }: Phase): Promise<PhaseSeen> {
  seen = newPhase()
  const cpu = process.cpuUsage()
  const end = seen.began + seconds * 1000
  while (performance.now() < end) {
    const due = Math.floor(((performance.now() - seen.began) / 1000) * rate)
    while (seen.sent + seen.unsent < due) send()
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  const used = process.cpuUsage(cpu)
  const times = seen.seconds.flatMap((second) => second.times).toSorted((a, b) => a - b)
  return {
    sent: seen.sent,
    unsent: seen.unsent,
    statuses: seen.statuses,
    errors: seen.errors,
    p50: at(times, 0.5),
    p99: at(times, 0.99),
    cpu: (used.user + used.system) / 1e6 / seconds,
    seconds: seen.seconds.map((second) => ({
      good: second.times.length,
      bad: second.bad,
      p99: at(
        second.times.toSorted((a, b) => a - b),
        0.99,
      ),
    })),
  }
}

function send(): void {
  const line = free.shift()
  if (!line) {
    seen.unsent += 1
    return
  }
  seen.sent += 1
  line.sent = performance.now()
  line.socket.write(requests[asked++ % requests.length]!)
}

function take(line: Line, chunk: Buffer): void {
  line.left = line.left === -1 ? beginAnswer(line, chunk) : line.left - chunk.length
  if (line.left > 0) return
  line.left = -1
  const now = performance.now()
  const second = (seen.seconds[Math.floor((now - seen.began) / 1000)] ??= { times: [], bad: 0 })
  seen.statuses[line.status] = (seen.statuses[line.status] ?? 0) + 1
  if (line.status === '200') second.times.push(now - line.sent)
  else second.bad += 1
  free.push(line)
}

/** Bytes of the body that are still to come. Heads of answers here always fit one packet. */
function beginAnswer(line: Line, chunk: Buffer): number {
  const end = chunk.indexOf('\r\n\r\n')
  const head = chunk.toString('latin1', 0, end)
  line.status = head.slice(9, 12)
  return Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0) - (chunk.length - end - 4)
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(sorted.length * share)] ?? 0
}
