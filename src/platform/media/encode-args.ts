import type { Probe, RenditionPlan, VideoStream } from './media.ts'
import { frameSize, outputRate } from './ladder.ts'
import { options } from './options.ts'
import { pictureFilters } from './picture-filters.ts'

const gopSeconds = 2
const segmentSeconds = 4

/** Names of a rung's files, without folder. */
export function rungFiles(height: number): { file: string; playlist: string } {
  const stem = height === 0 ? 'audio' : String(height)
  return { file: `${stem}.mp4`, playlist: `${stem}.m3u8` }
}

/** Everything behind `-i input`: one decode, each size scaled from the next larger one, one HLS output for each rung. */
export function encodeArgs(probe: Probe, plans: readonly RenditionPlan[]): string[] {
  const falling = plans.toSorted((a, b) => b.height - a.height)
  const sound = probe.audio[0]
  const graph = [...videoGraph(probe, falling), ...(sound ? [soundGraph(sound.index, falling.length)] : [])]
  return [
    ...options({ filter_complex: graph.join(';') }),
    ...falling.flatMap((plan, n) => [
      ...(probe.video ? options({ map: `[v${n}]`, ...videoCoding(probe.video, plan) }) : []),
      ...(sound ? options({ map: `[a${n}]`, 'c:a': 'aac', 'b:a': plan.audioBitrate }) : []),
      ...options({ ...nothingElse, avoid_negative_ts: 'disabled', max_muxing_queue_size: 9999 }),
      ...hlsOutput(rungFiles(plan.height), segmentSeconds),
    ]),
  ]
}

/** Where and by which camera it was filmed stays in the original. */
export const nothingElse = { sn: true, dn: true, map_metadata: -1, map_chapters: -1 } as const

export function hlsOutput(names: { file: string; playlist: string }, seconds: number): string[] {
  const hls = {
    hls_time: seconds,
    hls_playlist_type: 'vod',
    hls_segment_type: 'fmp4',
    hls_flags: 'single_file',
  }
  return [...options({ f: 'hls', ...hls, hls_segment_filename: names.file }), names.playlist]
}

function videoGraph({ video }: Probe, falling: RenditionPlan[]): string[] {
  if (video === null) return []
  return falling.map((plan, n) => {
    const size = frameSize(video, plan.height)
    const from = n === 0 ? `[0:${video.index}]` : `[s${n - 1}]`
    const first = [`fps=${outputRate(video).expression}:start_time=0`, ...pictureFilters(video, size)]
    const filters = n === 0 ? first : [`scale=${size.width}:${size.height}:flags=bicubic`, 'setsar=1']
    const last = n === falling.length - 1
    return from + [...filters, ...(last ? [] : ['split=2'])].join(',') + (last ? `[v${n}]` : `[v${n}][s${n}]`)
  })
}

/** Gaps are filled and the beginning padded, so that sound and picture of every rung begin together. */
function soundGraph(index: number, count: number): string {
  const outputs = Array.from({ length: count }, (_, n) => `[a${n}]`).join('')
  return `[0:${index}]aresample=48000:async=1:first_pts=0,aformat=channel_layouts=stereo,asplit=${count}${outputs}`
}

/** Keyframes by number of pictures: the rate is constant, so they stand at the same times in every rung. */
function videoCoding(video: VideoStream, plan: RenditionPlan): Record<string, string | number> {
  const gop = Math.max(1, Math.round(outputRate(video).value * gopSeconds))
  return {
    'c:v': 'libx264',
    preset: 'veryfast',
    'profile:v': 'high',
    crf: 23,
    maxrate: plan.videoBitrate,
    bufsize: plan.videoBitrate * 2,
    g: gop,
    keyint_min: gop,
    sc_threshold: 0,
  }
}
