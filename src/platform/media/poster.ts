import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { decodingLimits } from './budgets.ts'
import { inputOptions } from './input.ts'
import { type MediaCall, MediaCrashed, type Probe, type VideoStream } from './media.ts'
import { pictureFilters } from './picture-filters.ts'
import type { Sandbox } from './sandbox.ts'

type Poster = { file: string; width: number; height: number }

const box = 1280
/** Where to look, as shares of the length, until a picture shows something. */
const places = [0.1, 0.3, 0.5, 0.75, 0]
const waveform = { width: 1280, height: 360, seconds: 600 }

export async function poster(
  sandbox: Sandbox,
  path: string,
  probe: Probe,
  outFolder: string,
  call: MediaCall,
): Promise<Poster> {
  const draw = (args: string[]) =>
    sandbox.run({
      program: 'ffmpeg',
      args: (input) => [
        '-hide_banner',
        '-nostdin',
        '-v',
        'error',
        '-y',
        ...args.map((arg) => (arg === inputHere ? input : arg)),
      ],
      input: path,
      outFolder,
      limits: decodingLimits(probe, 60),
      signal: call.signal,
    })
  const file = join(outFolder, 'poster.jpg')
  if (probe.video === null) {
    await draw(waveformArgs(probe))
    return { file, width: waveform.width, height: waveform.height }
  }

  const size = posterSize(probe.video)
  let best: { name: string; score: number } | null = null
  for (const [n, place] of places.entries()) {
    const name = `poster-${n}.jpg`
    const seen = readPicture(await draw(pictureArgs(probe, probe.video, place, size, name)))
    if (seen === null) continue
    if (best && best.score >= seen.score) await rm(join(outFolder, name))
    else {
      if (best) await rm(join(outFolder, best.name))
      best = { name, score: seen.score }
    }
    if (seen.shows) break
  }
  if (best === null) throw new MediaCrashed('No picture could be read from this video.')
  await rename(join(outFolder, best.name), file)
  return { file, ...size }
}

const inputHere = '\0input'

/** Shown upright and whole in a box of 1280 × 1280, never enlarged. */
function posterSize({ width, height }: VideoStream): { width: number; height: number } {
  const share = Math.min(1, box / Math.max(width, height))
  return { width: Math.max(2, Math.floor(width * share)), height: Math.max(2, Math.floor(height * share)) }
}

function pictureArgs(
  probe: Probe,
  video: VideoStream,
  place: number,
  size: { width: number; height: number },
  name: string,
): string[] {
  const filters = [
    ...pictureFilters(video, size),
    'thumbnail=n=12',
    'signalstats',
    'metadata=mode=print:file=-',
  ]
  return [
    ...['-noaccurate_seek', '-ss', (video.durationSeconds * place).toFixed(3), ...inputOptions(probe.format)],
    ...['-i', inputHere, '-map', `0:${video.index}`, '-vf', filters.join(','), ...jpeg(name)],
  ]
}

/** What signalstats measured; null when there was no picture. A picture shows something when it is neither dark nor flat. */
function readPicture(printed: string): { score: number; shows: boolean } | null {
  const value = (name: string) =>
    Number(new RegExp(`lavfi\\.signalstats\\.${name}=([\\d.]+)`).exec(printed)?.[1] ?? Number.NaN)
  const [average, low, high] = [value('YAVG'), value('YLOW'), value('YHIGH')]
  if (Number.isNaN(average!)) return null
  const contrast = high! - low!
  return { score: contrast + Math.min(average!, 100), shows: average! > 32 && contrast > 24 }
}

function waveformArgs(probe: Probe): string[] {
  const { width, height, seconds } = waveform
  const wave = `[0:${probe.audio[0]!.index}]aformat=channel_layouts=mono,showwavespic=s=${width}x${height}:colors=0x8ab4f8`
  const graph = `color=c=0x14181f:s=${width}x${height}[back];${wave}[wave];[back][wave]overlay=format=auto,format=yuv420p`
  return [
    '-t',
    String(seconds),
    ...inputOptions(probe.format),
    '-i',
    inputHere,
    '-filter_complex',
    graph,
    ...jpeg('poster.jpg'),
  ]
}

function jpeg(name: string): string[] {
  return [
    '-frames:v',
    '1',
    '-c:v',
    'mjpeg',
    '-pix_fmt',
    'yuvj420p',
    '-q:v',
    '4',
    '-map_metadata',
    '-1',
    '-update',
    '1',
    name,
  ]
}
