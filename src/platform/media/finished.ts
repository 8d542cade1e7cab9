import { open, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { readingLimits } from './budgets.ts'
import { bandwidths, type ByteRanges, readByteRanges } from './byte-ranges.ts'
import { inputOptions } from './input.ts'
import { type MediaCall, MediaCrashed, type Probe, type RenditionFile } from './media.ts'
import { options } from './options.ts'
import type { Sandbox } from './sandbox.ts'

type Made = {
  height: number
  width: number
  pixelHeight: number
  frameRate: number | null
  file: string
  playlist: string
}

/**
 * Looks at what was written before anyone may rely on it: whole, as long as the source, with its streams. Figures come
 * from the real segments, the codec from the real header. Throws `MediaCrashed`.
 */
export async function finished(
  sandbox: Sandbox,
  probe: Probe,
  outFolder: string,
  made: Made,
  call: MediaCall,
): Promise<RenditionFile> {
  const file = join(outFolder, made.file)
  const playlist = join(outFolder, made.playlist)
  const size = (await stat(file).catch(unfinished)).size
  const ranges = await readFile(playlist, 'utf8')
    .then((text) => readByteRanges(text, size))
    .catch(unfinished)
  checkLength(probe, ranges)
  await checkStreams(sandbox, probe, file, size, call)
  const { peak, average } = bandwidths(ranges)
  const codecs = readCodecs(await readStart(file, ranges.initSize))
  return { ...made, file, playlist, bandwidth: peak, averageBandwidth: average, codecs, size }
}

/** RFC 6381 names of what an init segment holds. All sound here is AAC LC. */
export function readCodecs(init: Buffer): string {
  const avcc = init.indexOf('avcC', 0, 'latin1')
  const video = avcc === -1 ? [] : [`avc1.${init.toString('hex', avcc + 5, avcc + 8)}`]
  const audio = init.includes('mp4a', 0, 'latin1') ? ['mp4a.40.2'] : []
  return [...video, ...audio].join(',')
}

function checkLength(probe: Probe, { segments }: ByteRanges): void {
  const expected = probe.video?.durationSeconds ?? probe.durationSeconds
  const seconds = segments.reduce((sum, segment) => sum + segment.seconds, 0)
  if (expected - seconds > Math.max(2, expected * 0.05)) {
    throw new MediaCrashed(
      `Only ${Math.floor(seconds)} of ${Math.round(expected)} seconds of this file could be converted; the rest is damaged.`,
    )
  }
}

async function checkStreams(
  sandbox: Sandbox,
  probe: Probe,
  file: string,
  size: number,
  call: MediaCall,
): Promise<void> {
  const { stdout: found } = await sandbox.run({
    program: 'ffprobe',
    args: (input) => [
      ...options({ v: 'error' }),
      ...inputOptions('mov'),
      ...options({ show_entries: 'stream=codec_type,width', of: 'csv=p=0' }),
      input,
    ],
    input: file,
    limits: readingLimits(size),
    signal: call.signal,
  })
  const video = /^video,[1-9]/m.test(found)
  const audio = /^audio/m.test(found)
  if (video !== (probe.video !== null) || audio !== probe.audio.length > 0) unfinished('a stream is missing')
}

async function readStart(path: string, size: number): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    return (await file.read(Buffer.alloc(size), 0, size, 0)).buffer
  } finally {
    await file.close()
  }
}

function unfinished(cause: unknown): never {
  throw new MediaCrashed('The converter ended without finishing its files.', { cause })
}
