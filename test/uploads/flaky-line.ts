import { connect, createServer, type Socket } from 'node:net'

export type FlakyLine = { origin: string; cuts: number; close(): Promise<void> }

/** A TCP proxy that resets a connection after `cutAfter` bytes from the client, `times` times, and then is a good line. */
export async function openFlakyLine(target: string, cutAfter: number, times: number): Promise<FlakyLine> {
  const sockets = new Set<Socket>()
  const line = { cuts: 0 }
  const server = createServer((client) => {
    const upstream = connect(Number(new URL(target).port), '127.0.0.1')
    let passed = 0
    const end = () => {
      client.resetAndDestroy()
      upstream.resetAndDestroy()
    }
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    }
    client.on('data', (chunk) => {
      passed += chunk.length
      if (passed <= cutAfter || line.cuts >= times) return
      line.cuts++
      end()
    })
    client.pipe(upstream)
    upstream.pipe(client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    get cuts() {
      return line.cuts
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
