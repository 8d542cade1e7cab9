import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** The picture of the bench: `bits` squares in its first rows say when it was made, milliseconds of the wall clock. */
export const clockPicture = { width: 640, height: 360, framesPerSecond: 30, bits: 40, rows: 32 } as const

export type ClockPush = {
  /** Wall clock, milliseconds, when the first picture was made. */
  startedAt: number
  /** Ends as a pulled plug does. */
  stop(): Promise<void>
}

/** Pushes pictures that show the time at which they were made, with ffmpeg as encoder. */
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
  const picture = [...quick, '-use_wallclock_as_timestamps', '1', ...raw, '-i', 'pipe:0']
  const sound = ['-re', '-f', 'lavfi', '-i', 'sine=f=440:r=48000']
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
    { stdio: ['pipe', 'ignore', 'inherit'] },
  )
  const stdin = child.stdin!
  // A pipe that broke is a push that was stopped, or a server that is gone: the bench sees it in the picture.
  stdin.on('error', () => {})
  const startedAt = Date.now()
  const timer = setInterval(() => {
    if (stdin.writable && stdin.writableLength < width * height * 4) stdin.write(drawTime(Date.now()))
  }, 1000 / framesPerSecond)
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
