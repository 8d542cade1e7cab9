import { connect, type Socket } from 'node:net'

/**
 * Asks for one address over `connections` sockets, each sending its next request when it has its answer, until `total` answers
 * came. In a process of its own, so that its work is not counted as the server's. Prints `Load` as JSON.
 */
export type Load = {
  answers: number
  seconds: number
  p50: number
  p99: number
  statuses: Record<string, number>
  /** Of this process. */
  cpuSeconds: number
}

const [address = '', connections = '1', total = '1', headers = '{}'] = process.argv.slice(2)
const url = new URL(address)
const lines = Object.entries(JSON.parse(headers) as Record<string, string>).map(([k, v]) => `${k}: ${v}\r\n`)
const request = `GET ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\n${lines.join('')}\r\n`

const milliseconds: number[] = []
const statuses: Record<string, number> = {}
let asked = 0
const started = performance.now()
await Promise.all(Array.from({ length: Number(connections) }, askAgainAndAgain))
const seconds = (performance.now() - started) / 1000
milliseconds.sort((a, b) => a - b)
const at = (share: number) => milliseconds[Math.floor(milliseconds.length * share)] ?? 0
const { user, system } = process.cpuUsage()
const load: Load = {
  answers: milliseconds.length,
  seconds,
  p50: at(0.5),
  p99: at(0.99),
  statuses,
  cpuSeconds: (user + system) / 1e6,
}
console.log(JSON.stringify(load))

function askAgainAndAgain(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(Number(url.port), url.hostname)
    let left = -1
    let sent = 0
    const ask = () => {
      if (asked >= Number(total)) return socket.end(() => resolve())
      asked += 1
      sent = performance.now()
      return socket.write(request)
    }
    socket.setNoDelay(true)
    socket.on('connect', ask)
    socket.on('error', reject)
    socket.on('data', (chunk) => {
      left = left === -1 ? beginAnswer(chunk) : left - chunk.length
      if (left > 0) return
      milliseconds.push(performance.now() - sent)
      left = -1
      ask()
    })
  })
}

/** Counts the status; bytes of the body that are still to come. Heads of answers here always fit one packet. */
function beginAnswer(chunk: Buffer): number {
  const end = chunk.indexOf('\r\n\r\n')
  const head = chunk.toString('latin1', 0, end)
  const status = head.slice(9, 12)
  statuses[status] = (statuses[status] ?? 0) + 1
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
  return length - (chunk.length - end - 4)
}
