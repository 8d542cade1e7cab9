import type { Clock } from '#platform/clock.ts'
import { openPackager, type Packager } from './open-packager.ts'
import type { PackagedListener, Part, Segment, Track } from './packaged.ts'

/** Configurations as x264 and ffmpeg's AAC encoder wrote them. */
export const configs = {
  p720: Buffer.from('AWQAH//hABpnZAAfrNlAUAW7ARAAAAMAEAAAAwMg8YMZYAEABGjvj8v9+PgA', 'base64'),
  p1080: Buffer.from('AWQAKP/hABtnZAAorNlAeAIn5cBEAAADAAQAAAMAyDxgxlgBAARo74/L/fj4AA==', 'base64'),
  /** 720x576, pixels 64:45. */
  wide: Buffer.from('AWQAHv/hAB1nZAAerNlAtBJv/AEAALRAAAADAEAAAAyDxYtlgAEABGjvj8v9+PgA', 'base64'),
  /** 4:4:4. */
  fullColour: Buffer.from('AfQAHv/hABtn9AAekZsoFAX/E4CIAAADAAgAAAMBkHixbLABAAZo748ZIZD/+PgA', 'base64'),
  stereo48: Buffer.from('119056e500', 'hex'),
  mono44: Buffer.from('120856e500', 'hex'),
  surround48: Buffer.from('11b056e500', 'hex'),
} as const

export const videoConfig = (record: Buffer): Buffer =>
  Buffer.concat([Buffer.from([0x17, 0, 0, 0, 0]), record])
export const audioConfig = (record: Buffer): Buffer => Buffer.concat([Buffer.from([0xaf, 0]), record])
export const audioFrame = (size = 300): Buffer =>
  Buffer.concat([Buffer.from([0xaf, 1]), Buffer.alloc(size, 0x21)])

/** A tag with one slice: of an IDR picture, or of one that needs others. */
export function videoFrame({
  key,
  offset = 0,
  size = 2000,
}: {
  key: boolean
  offset?: number
  size?: number
}): Buffer {
  const body = Buffer.alloc(9 + size, 0x5a)
  body[0] = key ? 0x17 : 0x27
  body[1] = 1
  body.writeIntBE(offset, 2, 3)
  body.writeUInt32BE(size, 5)
  body.set(key ? [0x65, 0x88] : [0x41, 0x9a], 9)
  return body
}

export type Made = { tracks: Track[]; parts: Part[]; segments: Segment[]; ended: number }

/** A packager with a clock of its own, and everything that it told. */
export function openPush(options: { firstSequence?: number; targetSeconds?: number | null } = {}): {
  packager: Packager
  made: Made
  clock: Clock & { ms: number }
  of(rendition: 'source' | 'audio'): { parts: Part[]; segments: Segment[] }
} {
  const clock = { ms: 1_800_000_000_000, now: () => clock.ms, iso: () => new Date(clock.ms).toISOString() }
  const made: Made = { tracks: [], parts: [], segments: [], ended: 0 }
  const listener: PackagedListener = {
    track: (track) => void made.tracks.push(track),
    part: (part) => void made.parts.push(part),
    segment: (segment) => void made.segments.push(segment),
    end: () => void (made.ended += 1),
  }
  const log = { info: () => undefined, debug: () => undefined }
  const { firstSequence = 0, targetSeconds = null } = options
  const packager = openPackager({ listeners: [listener], clock, firstSequence, targetSeconds, log })
  const of = (rendition: 'source' | 'audio') => ({
    parts: made.parts.filter((part) => part.rendition === rendition),
    segments: made.segments.filter((segment) => segment.rendition === rendition),
  })
  return { packager, made, clock, of }
}

export type Feed = {
  /** Seconds of media. */
  seconds: number
  framesPerSecond?: number
  keyEvery?: number
  /** Milliseconds of the encoder's clock at the first frame. */
  from?: number
  video?: Buffer | null
  audio?: Buffer | null
  rate?: number
  offset?: (frame: number) => number
  frameSize?: number
}

/** Sends what an encoder would in this time, picture and sound in the order of their times; says where the encoder's clock is then. */
export function feed({ packager, clock }: ReturnType<typeof openPush>, options: Feed): number {
  const { seconds, framesPerSecond = 30, keyEvery = 2, from = 0, rate = 48_000, frameSize = 2000 } = options
  const { video = configs.p720, audio = configs.stereo48, offset = () => 0 } = options
  const started = clock.ms
  const stamp = (s: number) => (from + Math.round(s * 1000)) % 2 ** 32
  if (video) packager.video(stamp(0), videoConfig(video))
  if (audio) packager.audio(stamp(0), audioConfig(audio))
  const everyKey = Math.round(keyEvery * framesPerSecond)
  let [picture, sound] = [0, 0]
  for (;;) {
    const [v, a] = [video ? picture / framesPerSecond : Infinity, audio ? (sound * 1024) / rate : Infinity]
    const at = Math.min(v, a)
    if (at >= seconds - 1e-9) return from + Math.round(seconds * 1000)
    clock.ms = started + Math.round(at * 1000)
    if (v <= a) {
      packager.video(
        stamp(v),
        videoFrame({ key: picture % everyKey === 0, offset: offset(picture), size: frameSize }),
      )
      picture += 1
    } else {
      packager.audio(stamp(a), audioFrame())
      sound += 1
    }
  }
}

export type ReadSample = { time: number; duration: number; size: number; key: boolean; offset: number }

/** The samples of a fragment by track, read strictly: every box must fit, every byte of mdat must belong to a sample. */
export function readFragment(bytes: Buffer): Map<number, ReadSample[]> {
  const tracks = new Map<number, ReadSample[]>()
  const [moof, mdat, ...rest] = boxes(bytes, 0, bytes.length)
  if (moof?.name !== 'moof' || mdat?.name !== 'mdat' || rest.length > 0)
    throw new Error('not one moof and one mdat')
  let expected = mdat.start
  for (const traf of boxes(bytes, moof.start, moof.end).filter(({ name }) => name === 'traf')) {
    const [tfhd, tfdt, trun] = boxes(bytes, traf.start, traf.end)
    const flags = bytes.readUIntBE(trun!.start + 1, 3)
    const count = bytes.readUInt32BE(trun!.start + 4)
    let time = Number(bytes.readBigUInt64BE(tfdt!.start + 4))
    if (bytes.readUInt32BE(trun!.start + 8) !== expected) throw new Error('the data is somewhere else')
    let at = trun!.start + 12
    const samples = Array.from({ length: count }, () => {
      const [duration, size] = [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)]
      const full = (flags & 0x800) !== 0
      const key = full ? bytes.readUInt32BE(at + 8) === 0x02_00_00_00 : true
      const sample = { time, duration, size, key, offset: full ? bytes.readInt32BE(at + 12) : 0 }
      at += full ? 16 : 8
      time += duration
      expected += size
      return sample
    })
    if (at !== trun!.end) throw new Error('trun is longer than its samples')
    tracks.set(bytes.readUInt32BE(tfhd!.start + 4), samples)
  }
  if (expected !== bytes.length) throw new Error('mdat is longer than its samples')
  return tracks
}

/** The boxes between two places; `start` and `end` of what is in them. */
function boxes(bytes: Buffer, from: number, to: number): { name: string; start: number; end: number }[] {
  const found = []
  for (let at = from; at < to;) {
    const size = bytes.readUInt32BE(at)
    if (size < 8 || at + size > to) throw new Error('a box does not fit')
    found.push({ name: bytes.toString('latin1', at + 4, at + 8), start: at + 8, end: at + size })
    at += size
  }
  return found
}
