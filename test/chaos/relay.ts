import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A line between one process and one store, of its own so that it can be disturbed alone. */
export type Relay = {
  readonly port: number
  /** Where connections lead from now on; those that are open are broken. */
  lead(port: number): void
  /** From now on every request over HTTP is answered with this; `null` lets them through again. Open connections are broken. */
  answer(text: string | null): void
  /** From now on every piece of an answer comes so many milliseconds late; 0 ends that. Open connections are broken. */
  delay(milliseconds: number): void
  /** From now on a connection breaks once it has answered more bytes than that; `null` ends it. Open connections are broken. */
  breakAfter(bytes: number | null): void
  stop(): Promise<void>
}

export async function openRelay(target: number): Promise<Relay> {
  let port = target
  let instead: string | null = null
  let late = 0
  let most: number | null = null
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket
      .setNoDelay()
      .on('error', () => undefined)
      .on('close', () => sockets.delete(socket))
  }
  const breakAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  const server = createServer((client) => {
    keep(client)
    if (instead !== null) {
      client.once('data', () => client.end(instead!))
      return
    }
    const store = connect(port, '127.0.0.1')
    keep(store)
    client.on('close', () => store.destroy())
    store.on('close', () => client.destroy())
    client.pipe(store)
    const [lateHere, mostHere] = [late, most]
    if (lateHere === 0 && mostHere === null) return void store.pipe(client)
    let passed = 0
    store.on('data', (chunk: Buffer) => {
      passed += chunk.length
      setTimeout(() => client.write(chunk), lateHere)
      if (passed > (mostHere ?? Infinity)) client.destroy()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as { port: number }).port,
    lead(to) {
      port = to
      breakAll()
    },
    answer(text) {
      instead = text
      breakAll()
    },
    delay(milliseconds) {
      late = milliseconds
      breakAll()
    },
    breakAfter(bytes) {
      most = bytes
      breakAll()
    },
    async stop() {
      server.close()
      breakAll()
      await once(server, 'close')
    },
  }
}
