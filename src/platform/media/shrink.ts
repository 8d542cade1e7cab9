import { join } from 'node:path'
import { inputOptions } from './input.ts'
import type { MediaCall } from './media.ts'
import { options, quietly } from './options.ts'
import type { Sandbox } from './sandbox.ts'

/** One decode for all widths. What ffmpeg drew from a hostile film is still not to be trusted: the sandbox again. */
export async function shrink(
  sandbox: Sandbox,
  path: string,
  widths: readonly number[],
  outFolder: string,
  call: MediaCall,
): Promise<string[]> {
  const nameOf = (width: number) => `poster-${width}.webp`
  await sandbox.run({
    program: 'ffmpeg',
    args: (input) => [
      ...quietly,
      ...inputOptions('jpeg_pipe'),
      '-i',
      input,
      ...widths.flatMap((width) => [
        ...options({ vf: `scale='min(${width},iw)':-2`, ...webp }),
        nameOf(width),
      ]),
    ],
    input: path,
    outFolder,
    limits: { wallSeconds: 30, memory: 512 * 1024 * 1024, fileSize: 4 * 1024 * 1024 },
    signal: call.signal,
  })
  return widths.map((width) => join(outFolder, nameOf(width)))
}

const webp = { 'frames:v': 1, 'c:v': 'libwebp', 'q:v': 72, compression_level: 5, map_metadata: -1 }
