import { access, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodingLimits } from './budgets.ts'
import { inputOptions } from './input.ts'
import { type MediaCall, MediaCrashed, MediaRefused, type Probe, type VideoStream } from './media.ts'
import { jpeg } from './jpeg.ts'
import { options, quietly } from './options.ts'
import { pictureFilters } from './picture-filters.ts'
import { progressLines, progressOptions } from './progress.ts'
import type { Sandbox } from './sandbox.ts'

const mostTiles = 100
const columns = 10
const box = 160
const image = 'storyboard.jpg'

export type Tiles = { interval: number; count: number; columns: number; width: number; height: number }

export async function storyboard(
  sandbox: Sandbox,
  path: string,
  probe: Probe,
  outFolder: string,
  call: MediaCall,
): Promise<{ image: string; vtt: string }> {
  const { video } = probe
  if (video === null) throw new MediaRefused('no-picture', 'Sound alone has no pictures to scrub through.')
  const tiles = layTiles(video, video.durationSeconds)
  await sandbox.run({
    program: 'ffmpeg',
    args: (input) => [
      ...quietly,
      ...progressOptions,
      ...(keyframesAreEnough(video, tiles) ? options({ skip_frame: 'nokey', discard: 'nokey' }) : []),
      ...inputOptions(probe.format),
      '-i',
      input,
      ...options({ map: `0:${video.index}`, vf: filters(video, tiles) }),
      ...jpeg(image, 5),
    ],
    input: path,
    outFolder,
    limits: decodingLimits(probe, probe.durationSeconds),
    patient: true,
    signal: call.signal,
    line: progressLines(probe.durationSeconds, (percent, left) => call.progress?.(percent, left)),
  })
  const sheet = join(outFolder, image)
  await access(sheet).catch((cause: unknown) => {
    throw new MediaCrashed('No picture could be read from this video.', { cause })
  })
  const vtt = join(outFolder, 'storyboard.vtt')
  await writeFile(vtt, tileIndex(tiles, video.durationSeconds))
  return { image: sheet, vtt }
}

/** One tile a second, further apart when that would be more than a hundred; each within 160 × 160. */
export function layTiles(shape: { width: number; height: number }, durationSeconds: number): Tiles {
  const interval = Math.max(1, durationSeconds / mostTiles)
  const count = Math.min(mostTiles, Math.max(1, Math.ceil(durationSeconds / interval - 1e-6)))
  const share = box / Math.max(shape.width, shape.height)
  const side = (pixels: number) => Math.max(2, Math.round((pixels * share) / 2) * 2)
  return {
    interval,
    count,
    columns: Math.min(columns, count),
    width: side(shape.width),
    height: side(shape.height),
  }
}

/** WebVTT that names each tile's place on the sheet. */
export function tileIndex(
  { interval, count, columns: across, width, height }: Tiles,
  durationSeconds: number,
): string {
  const cues = Array.from({ length: count }, (_, n) => {
    const end = n === count - 1 ? Math.max(durationSeconds, n * interval + 0.001) : (n + 1) * interval
    const place = [(n % across) * width, Math.floor(n / across) * height, width, height].join(',')
    return `${clock(n * interval)} --> ${clock(end)}\n${image}#xywh=${place}\n`
  })
  return `WEBVTT\n\n${cues.join('\n')}`
}

/** When they come at least as often as tiles the rest is not even read. The decoder of Theora calls what it skips an error. */
const keyframesAreEnough = (video: VideoStream, { interval }: Tiles): boolean =>
  video.keyframeSeconds <= interval && video.codec !== 'theora'

function filters(video: VideoStream, tiles: Tiles): string {
  const rows = Math.ceil(tiles.count / tiles.columns)
  return [
    `fps=${(1 / tiles.interval).toFixed(6)}:start_time=0:round=up`,
    ...pictureFilters(video, tiles),
    `tile=${tiles.columns}x${rows}:nb_frames=${tiles.count}`,
  ].join(',')
}

function clock(seconds: number): string {
  const ms = Math.round(seconds * 1000)
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${String(ms % 1000).padStart(3, '0')}`
}

function two(value: number): string {
  return String(Math.floor(value)).padStart(2, '0')
}
