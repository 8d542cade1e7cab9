import { type Amf0Writable, writeAmf0 } from './amf0-writer.ts'
import { type MessageName, messageType } from './message-types.ts'

/** What an encoder sends, made by hand. */

type Chunked = { chunkStream?: number; timestamp?: number; streamId?: number; chunkSize?: number }

/** A whole message: a chunk of format 0, and as many of format 3 as it takes. */
export function chunked(name: MessageName, body: Buffer, options: Chunked = {}): Buffer {
  const { chunkStream = 3, timestamp = 0, streamId = 0, chunkSize = 128 } = options
  const extended = timestamp >= 0xffffff
  const time = Buffer.alloc(extended ? 4 : 0)
  if (extended) time.writeUInt32BE(timestamp)
  const header = Buffer.alloc(12)
  header[0] = chunkStream
  header.writeUIntBE(extended ? 0xffffff : timestamp, 1, 3)
  header.writeUIntBE(body.length, 4, 3)
  header[7] = messageType[name]
  header.writeUInt32LE(streamId, 8)
  const parts = [header, time, body.subarray(0, chunkSize)]
  for (let at = chunkSize; at < body.length; at += chunkSize)
    parts.push(Buffer.of(0xc0 | chunkStream), time, body.subarray(at, at + chunkSize))
  return Buffer.concat(parts)
}

export const command = (...values: readonly Amf0Writable[]): Buffer =>
  chunked('command', writeAmf0(...values))

export const number32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** C0, C1 and C2: no encoder has to wait in between. */
export const handshakeBytes = (): Buffer => Buffer.concat([Buffer.of(3), Buffer.alloc(2 * 1536, 7)])

/** From the first byte to `publish`. */
export function openingBytes({
  key = 'good',
  connect = { app: 'live', flashVer: 'FMLE/3.0 (test)' } as Amf0Writable,
}: { key?: Amf0Writable; connect?: Amf0Writable } = {}): Buffer {
  return Buffer.concat([
    handshakeBytes(),
    command('connect', 1, connect),
    command('releaseStream', 2, null, key),
    command('FCPublish', 3, null, key),
    command('createStream', 4, null),
    command('publish', 5, null, key, 'live'),
  ])
}

export const videoBytes = (body: Buffer, options: Chunked = {}): Buffer =>
  chunked('video', body, { chunkStream: 6, streamId: 1, ...options })

export const audioBytes = (body: Buffer, options: Chunked = {}): Buffer =>
  chunked('audio', body, { chunkStream: 4, streamId: 1, ...options })

/** An FLV tag as it stands inside an aggregate. */
export function flvTag(name: 'audio' | 'video', timestamp: number, body: Buffer): Buffer {
  const header = Buffer.alloc(11)
  header[0] = messageType[name]
  header.writeUIntBE(body.length, 1, 3)
  header.writeUIntBE(timestamp & 0xffffff, 4, 3)
  header[7] = (timestamp >>> 24) & 255
  return Buffer.concat([header, body, number32(body.length + 11)])
}
