import { connect, type Socket } from 'node:net'

/** One player on a connection of its own: as little of HTTP as it takes, so that the reader costs less than what it measures. */
export type LiveViewer = {
  /** Resolves with the moment (hrtime) at which the whole answer was here. Throws for anything but 200. */
  get(path: string): Promise<bigint>
  close(): void
}

export async function openLiveViewer(port: number): Promise<LiveViewer> {
  const socket: Socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  await new Promise<void>((resolve, reject) => void socket.once('connect', resolve).once('error', reject))
  let head = ''
  let left = -1
  let waiting: { resolve(at: bigint): void; reject(error: Error): void } | null = null
  const done = () => {
    const one = waiting!
    ;[waiting, head, left] = [null, '', -1]
    one.resolve(process.hrtime.bigint())
  }
  socket.on('data', (chunk: Buffer) => {
    if (left >= 0) {
      left -= chunk.length
      if (left === 0) done()
      return
    }
    const end = chunk.indexOf('\r\n\r\n')
    head += chunk.toString('latin1', 0, end === -1 ? chunk.length : end + 4)
    if (end === -1) return
    if (!head.startsWith('HTTP/1.1 200')) {
      waiting?.reject(new Error(head.slice(0, 40)))
      return
    }
    left = Number(/content-length: (\d+)/i.exec(head)![1]) - (chunk.length - end - 4)
    if (left === 0) done()
  })
  socket.on('error', (error) => waiting?.reject(error))
  return {
    get: (path) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        socket.write(`GET /live/bench/${path} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n`)
      }),
    close: () => socket.destroy(),
  }
}
