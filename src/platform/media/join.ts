import { createReadStream, createWriteStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { join as pathOf } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { copyingLimits } from './budgets.ts'
import { inputOptions } from './input.ts'
import type { MediaCall } from './media.ts'
import { options, quietly } from './options.ts'
import type { Sandbox } from './sandbox.ts'

/** Longer than any recording: the disk is the measure of time. */
const seconds = 24 * 3600

/**
 * A single file is copied into its container. Several go through MPEG transport streams, which can be put one behind the other byte for byte:
 * ffmpeg reads the jump between two of them as one and goes on without a gap.
 */
export async function join(
  sandbox: Sandbox,
  paths: readonly string[],
  outFolder: string,
  call: MediaCall,
): Promise<string> {
  const copy = async (
    input: string,
    format: string,
    output: string,
    how: Record<string, string | number>,
  ) => {
    await sandbox.run({
      program: 'ffmpeg',
      args: (name) => [
        ...quietly,
        ...inputOptions(format),
        '-i',
        name,
        ...options({ map: 0, c: 'copy', ...how }),
        output,
      ],
      input,
      outFolder,
      limits: copyingLimits((await stat(input)).size, seconds),
      patient: true,
      signal: call.signal,
    })
    return pathOf(outFolder, output)
  }
  const whole = { movflags: '+faststart', f: 'mp4' }
  const [first, ...others] = paths
  if (others.length === 0) return copy(first!, 'mov', 'joined.mp4', whole)

  const stream = pathOf(outFolder, 'joined.ts')
  for (const path of paths) {
    const piece = await copy(path, 'mov', 'piece.ts', { f: 'mpegts' })
    await pipeline(createReadStream(piece), createWriteStream(stream, { flags: 'a' }), {
      signal: call.signal,
    })
    await rm(piece)
  }
  const joined = await copy(stream, 'mpegts', 'joined.mp4', { ...whole, 'bsf:a': 'aac_adtstoasc' })
  await rm(stream)
  return joined
}
