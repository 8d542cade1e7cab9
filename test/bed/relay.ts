import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A line to a server that breaks when it is told to. */
export type Relay = {
  readonly port: number
  /**
   * The next bytes of a client that hold `word` break its line: before the server has them, or once it has answered them. `last`:
   * nobody gets through afterwards.
   */
  breakAt(word: string, when: 'unheard' | 'unanswered', last?: 'last'): void
  /** Nobody gets through any more, until `open`. */
  shut(): void
  /** Takes what it is given and passes nothing on, as a network does that drops it; `open` passes on what comes from then. */
  swallow(): void
  open(): void
  stop(): Promise<void>
}

/** Passes on what clients say to `port` of the loopback, and what it answers. */
export async function startRelay(port: number): Promise<Relay> {
  let rule: { word: string; when: 'unheard' | 'unanswered'; last: boolean } | null = null
  let isShut = false
  let swallows = false
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    return socket
  }
  const server = createServer((client) => {
    keep(client)
    if (isShut) return client.destroy()
    const upstream = keep(connect(port, '127.0.0.1'))
    let deaf = false
    upstream.on('data', (chunk) => {
      if (swallows) return false
      if (!deaf) return client.write(chunk)
      client.destroy()
      return upstream.destroy()
    })
    client.on('data', (chunk) => {
      if (swallows) return false
      if (rule && chunk.includes(rule.word)) {
        const { when, last } = rule
        rule = null
        isShut ||= last
        if (when === 'unheard') return client.destroy()
        deaf = true
      }
      return upstream.write(chunk)
    })
    client.on('close', () => !deaf && upstream.destroy())
    upstream.on('close', () => client.destroy())
    return client
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const shut = () => {
    isShut = true
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (server.address() as { port: number }).port,
    breakAt(word, when, last) {
      rule = { word, when, last: last === 'last' }
    },
    shut,
    swallow() {
      swallows = true
    },
    open() {
      isShut = false
      swallows = false
    },
    async stop() {
      shut()
      server.close()
      await once(server, 'close')
    },
  }
}
