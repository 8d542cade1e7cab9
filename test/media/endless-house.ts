import { openSandbox } from '../../src/platform/media/sandbox.ts'
import { bareMetrics, quietLog } from '../harness/quiet.ts'

/** A process of its own with an encoding that never ends, to be killed. Arguments: input, output folder. */
const [input, outFolder] = process.argv.slice(2) as [string, string]
await openSandbox({ log: quietLog(), metrics: bareMetrics() }).run({
  program: 'ffmpeg',
  args: () => [
    ...'-nostdin -v error -re -f lavfi -i testsrc2=s=320x180:r=30 -c:v libx264'.split(' '),
    ...'-preset ultrafast -g 10 -movflags empty_moov+frag_keyframe -f mp4 -y slow.mp4'.split(' '),
  ],
  input,
  outFolder,
  limits: { wallSeconds: 600, memory: 2 ** 30, fileSize: 2 ** 30 },
  signal: new AbortController().signal,
})
