import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { cpuSeconds } from '../../../../bench/parts/cpu.ts'
import { audioBytes, chunked, number32, openingBytes, videoBytes } from '../server/rtmp/encoder.fixture.ts'

type Row = { what: string; value: string; target?: string; ok?: boolean }

const pushes = 20
const seconds = 10
/** 6 Mb/s: a picture of 24 KB every 33 ms, and sound of 160 kb/s. */
const [framesPerSecond, pictureBytes, soundBytes] = [30, 24_000, 430]
const most = 0.01

/** Pushes at their real speed, as OBS cuts them (chunks of 4 KB): what reading them costs, beside a socket that only reads. */
export const bench = {
  name: 'live-ingest',
  title: `Live: ${pushes} pushes of 6 Mb/s taken in`,
  async run(): Promise<{ rows: Row[] }> {
    const bare = await coresOf('bare')
    const house = await coresOf('house')
    return {
      rows: [
        { what: 'one push into a bare socket', value: words(bare) },
        {
          what: 'one push through RTMP, to the packager',
          value: `${words(house)}, ${(house / bare).toFixed(1)}× the socket`,
          target: `≤ ${most} core`,
          ok: house <= most,
        },
      ],
    }
  },
}

const words = (cores: number) => `${cores.toFixed(4)} core`

/** Of one push, in the process that takes it in. */
async function coresOf(kind: 'house' | 'bare'): Promise<number> {
  const program = join(import.meta.dirname, 'parts/push-server.ts')
  const child = spawn(process.execPath, [program, kind], { stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = once(child, 'close')
  const sockets: Socket[] = []
  try {
    const [said] = (await once(child.stdout, 'data')) as [Buffer]
    for (let i = 0; i < pushes; i++) sockets.push(await encoder(Number(said)))
    // What a process does once, when its first pushes come, is not counted.
    await send(sockets, 2)
    const before = cpuSeconds(child.pid!)
    const start = performance.now()
    await send(sockets, seconds)
    const used = cpuSeconds(child.pid!) - before
    return (used * 1000) / (performance.now() - start) / pushes
  } finally {
    for (const socket of sockets) socket.destroy()
    child.kill()
    await gone
  }
}

async function encoder(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  socket.resume()
  await once(socket, 'connect')
  socket.write(Buffer.concat([openingBytes(), chunked('setChunkSize', number32(4096), { chunkStream: 2 })]))
  return socket
}

async function send(sockets: readonly Socket[], forSeconds: number): Promise<void> {
  const start = performance.now()
  for (let frame = 0; frame < forSeconds * framesPerSecond; frame++) {
    const timestamp = Math.round((frame * 1000) / framesPerSecond)
    const picture = videoBytes(Buffer.alloc(pictureBytes, 0x27), { timestamp, chunkSize: 4096 })
    const sound = audioBytes(Buffer.alloc(soundBytes, 0xaf), { timestamp, chunkSize: 4096 })
    for (const [i, socket] of sockets.entries()) {
      socket.write(picture)
      socket.write(sound)
      // Encoders do not keep step with each other.
      if (i % 5 === 4) await pause(1)
    }
    await pause(Math.max(0, start + timestamp - performance.now()))
  }
}
