import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** An encoder at work. `stop` is what a crash does to it: no goodbye. */
export type Broadcast = { stop(): Promise<void>; words(): string }

/** Pushes a made-up picture with sound, as OBS would, until it is stopped. The key is in ffmpeg's own arguments: of a test only. */
export function broadcast({ server, streamKey }: { server: string; streamKey: string }): Broadcast {
  const picture = [
    '-re',
    '-f',
    'lavfi',
    '-i',
    'testsrc2=s=640x360:r=30',
    '-re',
    '-f',
    'lavfi',
    '-i',
    'sine=f=440:r=48000',
  ]
  const encoded = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '30']
  const sent = ['-pix_fmt', 'yuv420p', '-b:v', '600k', '-c:a', 'aac', '-f', 'flv']
  const child: ChildProcess = spawn(
    'ffmpeg',
    ['-v', 'error', '-nostdin', ...picture, ...encoded, ...sent, `${server}/${streamKey}`],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let words = ''
  child.stderr!.on('data', (chunk: Buffer) => (words += chunk.toString()))
  const gone = once(child, 'exit')
  return {
    words: () => words,
    async stop() {
      child.kill('SIGKILL')
      await gone
    },
  }
}
