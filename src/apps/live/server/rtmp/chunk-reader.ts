import { ProtocolFault } from './protocol-fault.ts'

/** A message put together from its chunks. `body` is its own memory, copied once out of what the socket read. */
export type Message = { type: number; streamId: number; timestamp: number; body: Buffer }

export type ChunkLimits = { message: number; partial: number; chunkStreams: number }

/** What the headers of one chunk stream said last; later headers leave out what stays the same. */
type ChunkStream = {
  timestamp: number
  /** The time field as it was sent, for the next message that leaves it out. */
  field: number
  extended: boolean
  length: number
  type: number
  streamId: number
  /** The message being put together, if there is one. */
  body: Buffer | null
  filled: number
}

const extendedMark = 0xffffff
const largestChunk = 0xffffff
const messageHeaderSizes = [11, 7, 3, 0] as const

/** Puts messages together from chunks, however the bytes are cut. Throws `ProtocolFault`; then it must not be used again. */
export class ChunkReader {
  limits: ChunkLimits
  readonly #streams = new Map<number, ChunkStream>()
  #chunkSize = 128
  /** A header that the bytes of last time cut short. */
  #kept: Buffer = Buffer.alloc(0)
  /** The chunk being read, and how much of it is still to come. */
  #current: ChunkStream | null = null
  #chunkLeft = 0
  #partial = 0

  constructor(limits: ChunkLimits) {
    this.limits = limits
  }

  /** Reads until `data` ends or `take` answers false, and says where it stopped. */
  read(data: Buffer, from: number, take: (message: Message) => boolean): number {
    const kept = this.#kept
    if (kept.length === 0) return this.#readAll(data, from, take)
    this.#kept = Buffer.alloc(0)
    const all = Buffer.concat([kept, data.subarray(from)])
    const end = this.#readAll(all, 0, take)
    if (end >= kept.length) return from + end - kept.length
    this.#kept = all.subarray(end, kept.length)
    return from
  }

  #readAll(data: Buffer, from: number, take: (message: Message) => boolean): number {
    let at = from
    for (;;) {
      if (!this.#current) {
        if (at >= data.length) return at
        at = this.#readHeader(data, at)
        if (!this.#current) return at
      }
      const stream: ChunkStream = this.#current
      const count = Math.min(this.#chunkLeft, data.length - at)
      data.copy(stream.body!, stream.filled, at, at + count)
      stream.filled += count
      at += count
      this.#chunkLeft -= count
      if (this.#chunkLeft > 0) return at
      this.#current = null
      if (stream.filled === stream.length && !take(this.#whole(stream))) return at
    }
  }

  /** Set Chunk Size: for every chunk from the next one on, also in the middle of a message. */
  setChunkSize(size: number): void {
    if (size < 1 || size > 0x7fffffff) throw new ProtocolFault('chunk', 'no such chunk size')
    this.#chunkSize = Math.min(size, largestChunk)
  }

  /** Abort: what came of a message is thrown away. */
  abort(chunkStream: number): void {
    const stream = this.#streams.get(chunkStream)
    if (stream) this.#drop(stream)
  }

  #whole(stream: ChunkStream): Message {
    const { type, streamId, timestamp, body } = stream
    this.#drop(stream)
    return { type, streamId, timestamp, body: body! }
  }

  #drop(stream: ChunkStream): void {
    if (stream.body) this.#partial -= stream.length
    stream.body = null
    stream.filled = 0
  }

  /** Where the chunk's bytes begin, with `#current` set; or the end of `data`, with the cut header kept. */
  #readHeader(data: Buffer, at: number): number {
    const size = this.#takeHeader(data, at, data.length)
    if (size > 0) return at + size
    this.#kept = Buffer.from(data.subarray(at))
    return data.length
  }

  /** The size of the header at `from`, or 0 when it is not whole. */
  #takeHeader(bytes: Buffer, from: number, end: number): number {
    const first = bytes[from]!
    const idSize = (first & 63) === 0 ? 2 : (first & 63) === 1 ? 3 : 1
    if (end - from < idSize) return 0
    const format = (first >> 6) as 0 | 1 | 2 | 3
    const id = chunkStreamId(bytes, from, idSize)
    const known = this.#streams.get(id)
    if (!known && format > 1) throw new ProtocolFault('chunk', 'a chunk of a stream that did not begin')
    if (known?.body && format < 3) throw new ProtocolFault('chunk', 'a message began inside another')

    const timeAt = from + idSize
    let size = idSize + messageHeaderSizes[format]
    if (end - from < size) return 0
    const field = format < 3 ? bytes.readUIntBE(timeAt, 3) : 0
    const inside = format === 3 && known!.body !== null
    let extended = format < 3 ? field === extendedMark : known!.extended
    // Inside a message some encoders repeat the extended time and some do not.
    if (inside && extended) extended = repeats(known!.field, bytes, from + size, end)
    if (extended && end - from < size + 4) return 0
    const time = extended ? bytes.readUInt32BE(from + size) : format < 3 ? field : known!.field
    if (extended) size += 4

    const stream = known ?? this.#open(id)
    if (format <= 1) {
      stream.length = bytes.readUIntBE(timeAt + 3, 3)
      stream.type = bytes[timeAt + 6]!
    }
    if (format === 0) stream.streamId = bytes.readUInt32LE(timeAt + 7)
    if (!inside) {
      stream.timestamp = format === 0 ? time : (stream.timestamp + time) >>> 0
      stream.field = time
      stream.extended = extended
      this.#begin(stream)
    }
    this.#current = stream
    this.#chunkLeft = Math.min(this.#chunkSize, stream.length - stream.filled)
    return size
  }

  #open(id: number): ChunkStream {
    if (this.#streams.size >= this.limits.chunkStreams)
      throw new ProtocolFault('limit', 'too many chunk streams')
    const stream: ChunkStream = {
      timestamp: 0,
      field: 0,
      extended: false,
      length: 0,
      type: 0,
      streamId: 0,
      body: null,
      filled: 0,
    }
    this.#streams.set(id, stream)
    return stream
  }

  #begin(stream: ChunkStream): void {
    if (stream.length > this.limits.message) throw new ProtocolFault('limit', 'a message is too large')
    if (this.#partial + stream.length > this.limits.partial)
      throw new ProtocolFault('limit', 'too many messages at once')
    this.#partial += stream.length
    stream.body = Buffer.allocUnsafe(stream.length)
    stream.filled = 0
  }
}

function chunkStreamId(bytes: Buffer, from: number, idSize: number): number {
  if (idSize === 1) return bytes[from]! & 63
  if (idSize === 2) return 64 + bytes[from + 1]!
  return 64 + bytes.readUInt16LE(from + 1)
}

/** Whether the bytes there are, up to four, are those of `time`. */
function repeats(time: number, bytes: Buffer, from: number, end: number): boolean {
  for (let i = 0; i < Math.min(4, end - from); i++)
    if (bytes[from + i] !== ((time >>> (24 - 8 * i)) & 255)) return false
  return true
}
