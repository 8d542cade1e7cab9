import type { AudioStream, VideoStream } from './media.ts'
import { type Answer, positive, ratio, type StreamAnswer } from './ffprobe-answer.ts'
import type { Packets } from './packet-scan.ts'

/** Codecs that members' files use. A decoder that is not here is never started on purpose. */
const videoCodecs = words(`
  h264 hevc av1 vp8 vp9 mpeg4 mpeg2video mpeg1video h263 mjpeg prores dnxhd flv1 vc1 wmv1 wmv2 wmv3 msmpeg4v2
  msmpeg4v3 theora gif dvvideo rawvideo ffv1 qtrle vp6 vp6f svq3 cinepak huffyuv utvideo`)
const audioCodecs = words(`
  aac mp3 mp2 ac3 eac3 dts opus vorbis flac alac truehd wmav1 wmav2 wmapro amr_nb amr_wb adpcm_ima_qt
  adpcm_ima_wav adpcm_ms adpcm_swf gsm gsm_ms speex qdm2`)

/** The picture to show: the default or else the largest video that is not a cover or thumbnail. Null when there is none. */
export function pickVideo(answer: Answer): StreamAnswer | null {
  const shown = answer.streams.filter((s) => s.codec_type === 'video' && !isStill(s))
  return (
    shown.toSorted((a, b) => Number(canDecode(b)) - Number(canDecode(a)) || weight(b) - weight(a))[0] ?? null
  )
}

/** Sound that can be decoded, the default track first. */
export function pickAudio(answer: Answer): StreamAnswer[] {
  return answer.streams
    .filter((s) => s.codec_type === 'audio' && canDecode(s) && (s.channels ?? 0) > 0)
    .toSorted((a, b) => (b.disposition?.default ?? 0) - (a.disposition?.default ?? 0))
}

export function canDecode({ codec_type: kind, codec_name: name = '' }: StreamAnswer): boolean {
  return kind === 'audio' ? audioCodecs.has(name) || name.startsWith('pcm_') : videoCodecs.has(name)
}

/** `durationSeconds` and `bitrate` are the whole file's, used where the stream has none of its own. */
export function readVideo(
  s: StreamAnswer,
  packets: Packets,
  whole: { durationSeconds: number; bitrate: number },
): VideoStream {
  const rotation = rotationOf(s)
  const shape = squarePixels(s)
  const claimed = ratio(s.avg_frame_rate) ?? ratio(s.r_frame_rate)
  const seen = packets.frames.count >= 10 ? packets.frames.rate : null
  const end = packets.ends.get(s.index)
  return {
    index: s.index,
    codec: s.codec_name ?? 'unknown',
    tag: s.codec_tag_string ?? '',
    width: rotation % 180 === 0 ? shape.width : shape.height,
    height: rotation % 180 === 0 ? shape.height : shape.width,
    rotation,
    // The header is exact where it is right; packets are the truth where it is not.
    frameRate:
      claimed !== null && (seen === null || Math.abs(claimed / seen - 1) < 0.05) ? claimed : (seen ?? 25),
    variableFrameRate: packets.frames.variable,
    pixelFormat: s.pix_fmt ?? 'unknown',
    bitsPerSample: Number(/p0?(9|10|12|14|16)(le|be)$/.exec(s.pix_fmt ?? '')?.[1] ?? 8),
    hdr: s.color_transfer === 'smpte2084' ? 'pq' : s.color_transfer === 'arib-std-b67' ? 'hlg' : null,
    interlaced: /^(tt|bb|tb|bt)$/.test(s.field_order ?? ''),
    durationSeconds: Math.min(
      end === undefined ? Infinity : end - (packets.start ?? 0),
      whole.durationSeconds,
    ),
    keyframeSeconds: packets.frames.keyframeSeconds,
    bitrate: positive(s.bit_rate) ?? whole.bitrate,
    profile: s.profile ?? null,
    level: s.level !== undefined && s.level > 0 ? s.level : null,
  }
}

export function readAudio(s: StreamAnswer): AudioStream {
  return {
    index: s.index,
    codec: s.codec_name ?? 'unknown',
    profile: s.profile ?? null,
    channels: s.channels ?? 0,
    sampleRate: positive(s.sample_rate) ?? 48_000,
    language:
      /^[a-z]{2,3}$/.test(s.tags?.language ?? '') && s.tags?.language !== 'und' ? s.tags!.language! : null,
    bitrate: positive(s.bit_rate),
  }
}

function weight({ disposition, width = 0, height = 0 }: StreamAnswer): number {
  return (disposition?.default ?? 0) * 1e12 + width * height
}

function isStill({ disposition: d }: StreamAnswer): boolean {
  return Boolean(d?.attached_pic || d?.timed_thumbnails || d?.still_image)
}

/** ffprobe counts against the clock; here it is the turn, clockwise, that makes the picture upright. */
function rotationOf(s: StreamAnswer): 0 | 90 | 180 | 270 {
  const told = s.side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? 0
  const quarters = Math.round(-told / 90)
  return ([0, 90, 180, 270] as const)[((quarters % 4) + 4) % 4] ?? 0
}

/** Anamorphic pictures are as wide as they are shown; absurd aspect ratios are taken for square. */
function squarePixels(s: StreamAnswer): { width: number; height: number } {
  const aspect = ratio(s.sample_aspect_ratio) ?? 1
  const width = s.width ?? 0
  return { width: aspect > 0.2 && aspect < 5 ? Math.round(width * aspect) : width, height: s.height ?? 0 }
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}
