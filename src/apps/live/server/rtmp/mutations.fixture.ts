import { readFileSync } from 'node:fs'
import { writeAmf0 } from './amf0-writer.ts'
import { chunked, command, flvTag, number32, openingBytes, videoBytes } from './encoder.fixture.ts'

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

type Random = () => number
const below = (random: Random, end: number) => Math.floor(random() * end)
const pick = <T>(random: Random, from: readonly T[]): T => from[below(random, from.length)]!
const noise = (random: Random, length: number) => Buffer.alloc(length).map(() => random() * 256) as Buffer

/** What ffmpeg 5.1 sent for three seconds of a small picture and sound, with the key `good`. */
const recorded = readFileSync(new URL('./recorded/ffmpeg.bin', import.meta.url))
/** Before this the handshake, which one mutation in ten may hit. */
const handshake = 1 + 2 * 1536

/** One session as a broken or wicked encoder might send it. */
export function mutatedSession(random: Random): Buffer {
  const kind = random()
  if (kind < 0.05) return noise(random, below(random, 6000))
  if (kind < 0.1) return Buffer.concat([openingBytes(), noise(random, below(random, 6000))])
  if (kind < 0.4) return wickedMessages(random)
  let bytes: Buffer = recorded.subarray(0, pick(random, [5000, 8000, recorded.length]))
  const least = random() < 0.1 ? 0 : random() < 0.2 ? handshake : handshake + 600
  for (let i = below(random, 4); i >= 0; i--) bytes = mutated(bytes, least, random)
  return bytes
}

function mutated(bytes: Buffer, least: number, random: Random): Buffer {
  const at = Math.min(bytes.length, least + below(random, Math.max(1, bytes.length - least)))
  const to = Math.min(bytes.length, at + below(random, 400))
  const [before, inside, after] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)]
  switch (below(random, 6)) {
    case 0: {
      const flipped = Buffer.from(bytes)
      for (let i = below(random, 12); i >= 0; i--)
        flipped[Math.min(flipped.length - 1, at + below(random, 2000))]! ^= 1 << below(random, 8)
      return flipped
    }
    case 1:
      return before
    case 2:
      return Buffer.concat([before, after])
    case 3:
      return Buffer.concat([before, ...Array.from({ length: 1 + below(random, 20) }, () => inside), after])
    case 4:
      return Buffer.concat([before, Buffer.alloc(1 + below(random, 4), 0xff), bytes.subarray(at + 4)])
    default:
      return Buffer.concat([before, noise(random, below(random, 60)), after])
  }
}

/** Whole chunks around bodies that are wrong: what is behind the chunks is reached every time. */
function wickedMessages(random: Random): Buffer {
  const parts = [openingBytes()]
  for (let i = below(random, 12); i >= 0; i--) {
    const body = random() < 0.3 ? mutated(pick(random, bodies), 0, random) : pick(random, bodies)
    const name = pick(random, names)
    const extended = random() < 0.2 ? 0xfffffff0 : below(random, 5000)
    parts.push(chunked(name, body, { chunkStream: 3 + below(random, 8), timestamp: extended, streamId: 1 }))
    if (random() < 0.1)
      parts.push(command('FCUnpublish', 1, null, 'good'), command('publish', 2, null, 'good'))
    if (random() < 0.05) parts.push(command('play', 2, null, 'good'))
  }
  return Buffer.concat(parts)
}

const names = [
  'setChunkSize',
  'abort',
  'acknowledgement',
  'userControl',
  'windowAcknowledgementSize',
  'setPeerBandwidth',
  'audio',
  'video',
  'amf3Data',
  'amf3Command',
  'data',
  'command',
  'aggregate',
] as const

const bodies = [
  number32(128),
  Buffer.concat([Buffer.of(0, 6), number32(9)]),
  videoBytes(Buffer.alloc(600, 3)).subarray(12, 140),
  Buffer.concat([flvTag('video', 10, Buffer.alloc(40)), flvTag('audio', 20, Buffer.alloc(9))]),
  Buffer.concat([Buffer.of(0), writeAmf0('onMetaData', { width: 640 })]),
  writeAmf0('@setDataFrame', 'onMetaData', { width: 640, encoder: 'x', deep: { a: { b: { c: null } } } }),
  writeAmf0('createStream', 4, null),
  writeAmf0('connect', 1, { app: 'live' }),
  Buffer.from('0a000000020500bff00000000000000b40720000000000000000', 'hex'),
  Buffer.alloc(0),
]

/** The pieces in which a network might bring it. */
export function* pieces(bytes: Buffer, random: Random): Generator<Buffer> {
  const size = pick(random, [1 << 16, 1 << 16, 1460, 1460, bytes.length > 5000 ? 400 : 33])
  for (let at = 0; at < bytes.length;) {
    const end = at + 1 + below(random, size)
    yield bytes.subarray(at, end)
    at = end
  }
}
