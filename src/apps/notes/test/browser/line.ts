import { connect, createServer, type Socket } from 'node:net'

/** An address that stays the same while the house behind it is cut off, killed and started again. */
export type Line = {
  origin: string
  to: (origin: string) => void
  cut: () => void
  close: () => Promise<void>
}

export async function openLine(): Promise<Line> {
  const sockets = new Set<Socket>()
  const behind: { port: number | null } = { port: null }
  const cut = () => {
    behind.port = null
    for (const socket of sockets) socket.destroy()
  }
  const server = createServer((client) => {
    if (behind.port === null) return client.destroy()
    const house = connect(behind.port, '127.0.0.1')
    for (const [socket, other] of [
      [client, house],
      [house, client],
    ] as const) {
      sockets.add(socket)
      socket.pipe(other)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    to: (origin) => void (behind.port = Number(new URL(origin).port)),
    cut,
    async close() {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
