import { PushRefused } from '../push.ts'

/** What one FLV audio tag carries. */
export type AudioTag =
  | { kind: 'config'; record: Buffer }
  | { kind: 'frame'; data: Buffer }
  | { kind: 'nothing' }

const nothing: AudioTag = { kind: 'nothing' }
const [legacyAac, enhanced] = [10, 9]

/** Reads the tag's header, as `readVideoTag` does. Throws `PushRefused` for sound that is not AAC. */
export function readAudioTag(body: Buffer): AudioTag {
  if (body.length < 2) return nothing
  const format = body[0]! >> 4
  if (format === legacyAac) return tagOf(body[1]!, body.subarray(2))
  if (format !== enhanced) throw refusal(legacyNames[format] ?? 'a format that is not AAC')
  const type = body[0]! & 0x0f
  if (body.length < 5 || type > 1) return nothing
  const name = body.toString('latin1', 1, 5)
  if (name !== 'mp4a') throw refusal(enhancedNames[name] ?? 'a format that is not AAC')
  return tagOf(type, body.subarray(5))
}

function tagOf(type: number, data: Buffer): AudioTag {
  if (data.length === 0) return nothing
  if (type === 0) return { kind: 'config', record: data }
  return type === 1 ? { kind: 'frame', data } : nothing
}

const legacyNames: Record<number, string> = {
  0: 'PCM',
  1: 'ADPCM',
  2: 'MP3',
  3: 'PCM',
  4: 'Nellymoser',
  5: 'Nellymoser',
  6: 'Nellymoser',
  7: 'G.711',
  8: 'G.711',
  11: 'Speex',
  13: 'Opus',
  14: 'MP3',
}
const enhancedNames: Record<string, string> = {
  Opus: 'Opus',
  'ac-3': 'AC-3',
  'ec-3': 'E-AC-3',
  fLaC: 'FLAC',
  '.mp3': 'MP3',
}

const refusal = (name: string) =>
  new PushRefused(
    'audio-codec-not-supported',
    `The sound comes as ${name}. Choose AAC: in OBS under Settings, Output, Audio Encoder. Then start again.`,
  )
