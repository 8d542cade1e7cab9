import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

export type FfmpegPush = {
  /** What it said so far. */
  said(): string
  /** Resolves with its exit code; null when a signal ended it. */
  ended: Promise<number | null>
  stop(signal: NodeJS.Signals): Promise<number | null>
}

/** ffmpeg as an encoder: a moving test picture and a tone, at real speed, until it is stopped or `seconds` are over. */
export function pushWithFfmpeg(
  url: string,
  { seconds = 60, input = [], output = [] }: { seconds?: number; input?: string[]; output?: string[] } = {},
): FfmpegPush {
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25']
  const sound = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000']
  const codecs = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '50', '-b:v', '300k', '-c:a', 'aac']
  const source = input.length > 0 ? input : ['-re', ...picture, '-re', ...sound]
  const args = ['-loglevel', 'warning', '-nostdin', ...source, '-t', String(seconds), ...codecs, ...output]
  const child = spawn('ffmpeg', [...args, '-f', 'flv', url], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (data: Buffer) => (said = (said + data).slice(-20_000)))
  const ended = exitOf(child)
  return {
    said: () => said,
    ended,
    stop(signal) {
      if (child.exitCode === null) child.kill(signal)
      return ended
    },
  }
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  await once(child, 'close')
  return child.exitCode
}
