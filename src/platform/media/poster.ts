import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { decodingLimits } from './budgets.ts'
import { inputOptions } from './input.ts'
import { jpeg } from './jpeg.ts'
import { type MediaCall, MediaCrashed, type Probe, type VideoStream } from './media.ts'
import { options, quietly } from './options.ts'
import { pictureFilters } from './picture-filters.ts'
import type { Sandbox } from './sandbox.ts'
import { isElementary } from './sniff-elementary.ts'

type Size = { width: number; height: number }
type Shown = { video: VideoStream; format: string }
/** Runs ffmpeg with options before and after its input. */
type Draw = (before: string[], after: string[]) => Promise<{ stdout: string }>

const box = 1280
/** Where to look, as shares of the length, until a picture shows something. */
const places = [0.1, 0.3, 0.5, 0.75, 0]
/** Seconds of bare video that are decoded to find a picture. */
const farthest = 20
const waveform = { width: 1280, height: 360, seconds: 600 }

export async function poster(
  sandbox: Sandbox,
  path: string,
  probe: Probe,
  outFolder: string,
  call: MediaCall,
): Promise<{ file: string } & Size> {
  const draw: Draw = (before, after) =>
    sandbox.run({
      program: 'ffmpeg',
      args: (input) => [...quietly, ...before, ...inputOptions(probe.format), '-i', input, ...after],
      input: path,
      outFolder,
      limits: decodingLimits(probe, 60),
      signal: call.signal,
    })
  const file = join(outFolder, 'poster.jpg')
  if (probe.video === null) return { file, ...(await drawWaveform(draw, probe.audio[0]!.index)) }
  const size = posterSize(probe.video)
  await rename(join(outFolder, await drawBest(draw, { ...probe, video: probe.video }, size, outFolder)), file)
  return { file, ...size }
}

/** Shown upright and whole in a box of 1280 × 1280, never enlarged. */
function posterSize({ width, height }: VideoStream): Size {
  const share = Math.min(1, box / Math.max(width, height))
  return { width: Math.max(2, Math.floor(width * share)), height: Math.max(2, Math.floor(height * share)) }
}

/** The name of the first picture that shows something, of the best one when none does. */
async function drawBest(draw: Draw, shown: Shown, size: Size, outFolder: string): Promise<string> {
  let best: { name: string; score: number } | null = null
  for (const [n, place] of places.entries()) {
    const name = `poster-${n}.jpg`
    const seen = readPicture((await drawPicture(draw, shown, place, size, name)).stdout)
    if (seen === null) continue
    const worse: string | null = best === null ? null : best.score >= seen.score ? name : best.name
    if (worse !== null) await rm(join(outFolder, worse))
    if (worse !== name) best = { name, score: seen.score }
    if (seen.shows) break
  }
  if (best === null) throw new MediaCrashed('No picture could be read from this video.')
  return best.name
}

function drawPicture(
  draw: Draw,
  { video, format }: Shown,
  place: number,
  size: Size,
  name: string,
): Promise<{ stdout: string }> {
  const seconds = video.durationSeconds * place
  // Where there are no times to go to, pictures are counted, and not far.
  const counted = isElementary(format)
  const filters = [
    ...(counted ? [`trim=start_frame=${Math.floor(Math.min(seconds, farthest) * video.frameRate)}`] : []),
    ...pictureFilters(video, size),
    'thumbnail=n=12',
    'signalstats',
    'metadata=mode=print:file=-',
  ]
  return draw(counted ? [] : options({ noaccurate_seek: true, ss: seconds.toFixed(3) }), [
    ...options({ map: `0:${video.index}`, vf: filters.join(',') }),
    ...jpeg(name, 4),
  ])
}

/** What signalstats measured; null when there was no picture. It shows something when it is neither dark nor flat. */
function readPicture(printed: string): { score: number; shows: boolean } | null {
  const [average, low, high] = ['YAVG', 'YLOW', 'YHIGH'].map((name) =>
    Number(new RegExp(`signalstats\\.${name}=([\\d.]+)`).exec(printed)?.[1] ?? Number.NaN),
  )
  if (Number.isNaN(average!)) return null
  const contrast = high! - low!
  return { score: contrast + Math.min(average!, 100), shows: average! > 32 && contrast > 24 }
}

async function drawWaveform(draw: Draw, index: number): Promise<Size> {
  const { seconds, ...size } = waveform
  const shape = `s=${size.width}x${size.height}`
  const graph = [
    `color=c=0x14181f:${shape}[back]`,
    `[0:${index}]aformat=channel_layouts=mono,showwavespic=${shape}:colors=0x8ab4f8[wave]`,
    '[back][wave]overlay=format=auto,format=yuv420p',
  ].join(';')
  await draw(options({ t: seconds }), [...options({ filter_complex: graph }), ...jpeg('poster.jpg', 4)])
  return size
}
