import { inputOptions } from './input.ts'
import { type MediaCall, MediaCrashed } from './media.ts'
import { options } from './options.ts'
import type { Sandbox } from './sandbox.ts'

const limits = { wallSeconds: 10, memory: 256 * 2 ** 20, fileSize: 2 ** 20 }
/** What 16-bit sound can tell from silence. */
const floor = -90

/** The peak of the first seconds of a file's sound, dB below full scale. */
export async function loudest(sandbox: Sandbox, path: string, call: MediaCall): Promise<number> {
  const { stderr } = await sandbox.run({
    program: 'ffmpeg',
    args: (input) => [
      ...options({ hide_banner: true, nostdin: true, nostats: true, v: 'info' }),
      ...inputOptions('mov'),
      '-i',
      input,
      ...options({ t: 10, vn: true, af: 'volumedetect', f: 'null' }),
      '-',
    ],
    input: path,
    limits,
    patient: true,
    signal: call.signal,
  })
  const found = /max_volume: (-?[\d.]+|-inf) dB/.exec(stderr)?.[1]
  if (found === undefined) throw new MediaCrashed('The loudness of this file could not be measured.')
  return found === '-inf' ? floor : Math.max(floor, Math.min(0, Number(found)))
}
