import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Writable } from 'node:stream'

/** The picture of the bench: `bits` squares in its first rows say when it was made, milliseconds of the wall clock. */
export const clockPicture = { width: 640, height: 360, framesPerSecond: 30, bits: 64, rows: 32 } as const

const samplesPerSecond = 48_000

export type ClockPush = {
  /** Wall clock, milliseconds, when the first picture was made. */
  startedAt: number
  /** Ends as a pulled plug does. */
  stop(): Promise<void>
}

/** Pushes pictures that show the time at which they were made, and a tone in step with them as a camera gives it; ffmpeg is the encoder. */
export function pushClock(address: string): ClockPush {
  const { width, height, framesPerSecond } = clockPicture
  const quick = ['-fflags', 'nobuffer', '-probesize', '32', '-analyzeduration', '0']
  const raw = [
    '-f',
    'rawvideo',
    '-pix_fmt',
    'gray',
    '-s',
    `${width}x${height}`,
    '-r',
    String(framesPerSecond),
  ]
  const picture = [...quick, ...raw, '-i', 'pipe:0']
  const sound = [...quick, '-f', 's16le', '-ar', String(samplesPerSecond), '-ac', '1', '-i', 'pipe:3']
  const encoded = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '60']
  const sent = [
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'aac',
    '-flvflags',
    'no_duration_filesize',
    '-f',
    'flv',
    address,
  ]
  const child: ChildProcess = spawn(
    'ffmpeg',
    ['-v', 'error', '-nostdin', ...picture, ...sound, ...encoded, ...sent],
    { stdio: ['pipe', 'ignore', 'inherit', 'pipe'] },
  )
  const pipes = [child.stdin!, child.stdio[3] as Writable] as const
  // A pipe that broke is a push that was stopped, or a server that is gone: the bench sees it in the picture.
  for (const pipe of pipes) pipe.on('error', () => {})
  const tone = drawTone(samplesPerSecond / framesPerSecond)
  const startedAt = Date.now()
  let made = 0
  const timer = setInterval(() => {
    for (; made < ((Date.now() - startedAt) / 1000) * framesPerSecond; made++) {
      if (pipes.some(({ writable }) => !writable)) return
      pipes[0].write(drawTime(Date.now()))
      pipes[1].write(tone)
    }
  }, 5)
  const gone = once(child, 'exit')
  void gone.then(() => clearInterval(timer))
  return {
    startedAt,
    async stop() {
      clearInterval(timer)
      child.kill('SIGKILL')
      await gone
    },
  }
}

function drawTime(at: number): Buffer {
  const { width, height, bits, rows } = clockPicture
  const frame = Buffer.alloc(width * height, 128)
  const size = width / bits
  for (let row = 0; row < rows; row++)
    for (let bit = 0; bit < bits; bit++) {
      const isSet = Math.floor(at / 2 ** bit) % 2 === 1
      frame.fill(isSet ? 235 : 16, row * width + bit * size, row * width + (bit + 1) * size)
    }
  return frame
}

/** 480 Hz: whole waves in each piece. */
function drawTone(samples: number): Buffer {
  const piece = Buffer.alloc(samples * 2)
  for (let at = 0; at < samples; at++)
    piece.writeInt16LE(Math.round(8000 * Math.sin((2 * Math.PI * 480 * at) / samplesPerSecond)), at * 2)
  return piece
}
