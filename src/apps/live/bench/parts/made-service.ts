import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { run } from '../../test/flv-file.ts'

/** Makes `seconds` of moving picture and sound at a steady rate, as an encoder sends them; gives the path of the file. */
export function makeService(
  folder: string,
  { size, bitsPerSecond, seconds }: { size: string; bitsPerSecond: number; seconds: number },
): string {
  const path = join(folder, `${size}.flv`)
  const rate = String(bitsPerSecond)
  const picture = ['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=30,noise=alls=12:allf=t`]
  const sound = ['-f', 'lavfi', '-i', 'sine=r=48000']
  const steady = ['-b:v', rate, '-minrate', rate, '-maxrate', rate, '-bufsize', rate]
  const codecs = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '60', '-pix_fmt', 'yuv420p', '-c:a', 'aac']
  const constant = ['-x264-params', 'nal-hrd=cbr', '-b:a', '160k']
  const made = [...picture, ...sound, '-t', String(seconds), ...codecs, ...steady, ...constant]
  run('ffmpeg', ['-v', 'error', '-y', ...made, path])
  return path
}

/** Pushes a file over and over at `speed` times its own, without encoding anything, until it is stopped or refused. */
export function pushFile(path: string, address: string, speed = 1): { stop(): Promise<void> } {
  const input = ['-readrate', String(speed), '-stream_loop', '-1', '-i', path]
  const args = ['-v', 'error', '-nostdin', ...input, '-c', 'copy', '-f', 'flv', address]
  const child: ChildProcess = spawn('ffmpeg', args, { stdio: 'ignore' })
  const gone = once(child, 'exit')
  return {
    async stop() {
      child.kill('SIGKILL')
      await gone
    },
  }
}
