import { connect, createServer, type Socket } from 'node:net'

/** A line to a house in the test's hand. */
export type HeldLine = { origin: string; release(): void; close(): Promise<void> }

/**
 * Lets `upTo` bytes of each connection through to `target` and then nothing, until it is released: what is on its way stays there
 * as long as the test looks at it, however busy the machine is. Pages and API calls are far smaller than an upload.
 */
export async function openHeldLine(target: string, upTo: number): Promise<HeldLine> {
  const sockets = new Set<Socket>()
  const line = { held: true }
  const server = createServer((client) => {
    const upstream = connect(Number(new URL(target).port), '127.0.0.1')
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
    let passed = 0
    client.on('data', (chunk) => {
      passed += chunk.length
      if (!upstream.write(chunk)) client.pause()
      if (line.held && passed >= upTo) client.pause()
    })
    upstream.on('drain', () => {
      if (!line.held || passed < upTo) client.resume()
    })
    upstream.pipe(client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    release() {
      line.held = false
      for (const socket of sockets) socket.resume()
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
