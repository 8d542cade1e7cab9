import { PushRefused } from '../push.ts'

/** What one FLV video tag carries. `offset`: milliseconds from decoding to showing, signed. */
export type VideoTag =
  | { kind: 'config'; record: Buffer }
  | { kind: 'frame'; key: boolean; offset: number; data: Buffer }
  | { kind: 'nothing' }

const nothing: VideoTag = { kind: 'nothing' }
const enhanced = 0x80
const legacyAvc = 7

/**
 * Reads the tag's header: the one of FLV, and the enhanced one that names codecs by four letters. Throws `PushRefused` for a picture that is
 * not H.264. Cut off tags are nothing.
 */
export function readVideoTag(body: Buffer): VideoTag {
  if (body.length < 2) return nothing
  return body[0]! & enhanced ? readEnhanced(body) : readLegacy(body)
}

function readLegacy(body: Buffer): VideoTag {
  const codec = body[0]! & 0x0f
  if (codec !== legacyAvc) throw refusal(legacyNames[codec] ?? 'a format that is not H.264')
  if (body.length < 5) return nothing
  return tagOf(body[1]!, {
    key: keyframe(body[0]! >> 4),
    offset: body.readIntBE(2, 3),
    data: body.subarray(5),
  })
}

function readEnhanced(body: Buffer): VideoTag {
  const type = body[0]! & 0x0f
  if (body.length < 5 || type > 3) return nothing
  const name = body.toString('latin1', 1, 5)
  if (name !== 'avc1') throw refusal(enhancedNames[name] ?? 'a format that is not H.264')
  const key = keyframe((body[0]! >> 4) & 7)
  // 3: a frame that is shown when it is decoded, so it has no offset.
  if (type === 3) return tagOf(1, { key, offset: 0, data: body.subarray(5) })
  if (type !== 1) return tagOf(type, { key, offset: 0, data: body.subarray(5) })
  return body.length < 8 ? nothing : tagOf(1, { key, offset: body.readIntBE(5, 3), data: body.subarray(8) })
}

function tagOf(type: number, frame: { key: boolean; offset: number; data: Buffer }): VideoTag {
  if (type === 0) return { kind: 'config', record: frame.data }
  return type === 1 && frame.data.length > 0 ? { kind: 'frame', ...frame } : nothing
}

const keyframe = (type: number) => type === 1 || type === 4

const legacyNames: Record<number, string> = {
  2: 'Sorenson H.263',
  3: 'Screen Video',
  4: 'VP6',
  5: 'VP6',
  8: 'VP8',
  9: 'VP9',
  12: 'HEVC (H.265)',
  13: 'AV1',
}
const enhancedNames: Record<string, string> = {
  hvc1: 'HEVC (H.265)',
  vvc1: 'VVC (H.266)',
  av01: 'AV1',
  vp08: 'VP8',
  vp09: 'VP9',
}

const refusal = (name: string) =>
  new PushRefused(
    'video-codec-not-supported',
    `The picture comes as ${name}. Choose an H.264 encoder: in OBS under Settings, Output, Video Encoder, for example x264. Then start again.`,
  )
