import { expect, test } from 'vitest'
import { ChunkReader, type Message } from './chunk-reader.ts'
import { chunked } from './encoder.fixture.ts'
import { ProtocolFault } from './protocol-fault.ts'

const limits = { message: 100_000, partial: 150_000, chunkStreams: 64 }
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const body = (length: number) => Buffer.from(Array.from({ length }, (_, i) => (i * 7) % 256))

function readAll(bytes: Buffer, pieces = bytes.length): Message[] {
  const reader = new ChunkReader(limits)
  const messages: Message[] = []
  for (let at = 0; at < bytes.length; at += pieces)
    reader.read(bytes.subarray(at, at + pieces), 0, (message) => messages.push(message) > 0)
  return messages
}

test('all four formats: what a header leaves out stays as it was', () => {
  const messages = readAll(
    Buffer.concat([
      hex('06 0003e8 000002 09 01000000 aabb'),
      hex('46 000021 000001 09 cc'),
      hex('86 000022 dd'),
      hex('c6 ee'),
    ]),
  )
  expect(
    messages.map(({ timestamp, streamId, type, body: bytes }) => [
      timestamp,
      streamId,
      type,
      bytes.toString('hex'),
    ]),
  ).toEqual([
    [1000, 1, 9, 'aabb'],
    [1033, 1, 9, 'cc'],
    [1067, 1, 9, 'dd'],
    [1101, 1, 9, 'ee'],
  ])
})

test('after a chunk of format 0, format 3 adds its time once more', () => {
  expect(readAll(hex('06 000021 000001 09 01000000 aa c6 bb')).map((m) => m.timestamp)).toEqual([33, 66])
})

test.each([1, 2, 3, 5, 17, 127])('messages are the same when they come %i bytes at a time', (pieces) => {
  const bytes = Buffer.concat([
    chunked('video', body(1000), { chunkStream: 6, timestamp: 0x1000000 }),
    chunked('audio', body(0)),
    chunked('audio', body(300)),
  ])
  expect(readAll(bytes, pieces)).toEqual(readAll(bytes))
  expect(readAll(bytes).map((message) => message.body.length)).toEqual([1000, 0, 300])
})

test.each([128, 1, 2])(
  'an encoder that does not repeat a long time, in chunks of %i: however it is cut, and whatever its bytes look like',
  (chunkSize) => {
    // Each chunk begins like the time that it could have repeated.
    const looksLike = Buffer.from(Array.from({ length: 150 }, (_, i) => (i % chunkSize === 0 ? 0x01 : 0x02)))
    const long = chunked('video', looksLike, { chunkStream: 6, timestamp: 0x1020304, chunkSize })
    const unrepeated: Buffer[] = [long.subarray(0, 16 + chunkSize)]
    for (let at = chunkSize; at < looksLike.length; at += chunkSize)
      unrepeated.push(Buffer.of(0xc6), looksLike.subarray(at, at + chunkSize))
    const bytes = Buffer.concat([...unrepeated, chunked('audio', body(100), { chunkStream: 4, chunkSize })])
    for (let cut = 1; cut < bytes.length; cut++) {
      const reader = new ChunkReader(limits)
      if (chunkSize !== 128) reader.setChunkSize(chunkSize)
      const messages: Message[] = []
      for (const piece of [bytes.subarray(0, cut), bytes.subarray(cut)])
        reader.read(piece, 0, (message) => messages.push(message) > 0)
      expect(messages.map((message) => message.body)).toEqual([looksLike, body(100)])
    }
  },
)

test('ids of one, two and three bytes', () => {
  const rest = '000000 000001 08 00000000 aa'
  const ids = readAll(hex(`3f ${rest} 00ff ${rest} 01ff00 ${rest} 01ffff ${rest}`))
  expect(ids).toHaveLength(4)
  // 64 + 255 is the same stream in two bytes and in three.
  expect(readAll(hex(`00ff ${rest} c1ff00 bb`))).toHaveLength(2)
})

test('sound between the chunks of a picture', () => {
  const [picture, sound] = [body(300), body(200)]
  const [v, a] = [chunked('video', picture, { chunkStream: 6 }), chunked('audio', sound, { chunkStream: 4 })]
  const cut = 12 + 128
  const messages = readAll(
    Buffer.concat([v.subarray(0, cut), a.subarray(0, cut), v.subarray(cut), a.subarray(cut)]),
  )
  expect(messages.map((message) => message.body)).toEqual([picture, sound])
})

test('the chunk size may change in the middle of a message', () => {
  const reader = new ChunkReader(limits)
  const messages: Message[] = []
  const take = (message: Message) => messages.push(message) > 0
  const whole = body(1000)
  const first = chunked('video', whole, { chunkStream: 6 }).subarray(0, 12 + 128)
  reader.read(first, 0, take)
  reader.setChunkSize(4096)
  reader.read(Buffer.concat([Buffer.of(0xc6), whole.subarray(128)]), 0, take)
  expect(messages[0]?.body).toEqual(whole)
})

test('extended times: with and without their repetition, and past 2^32', () => {
  const whole = body(300)
  const repeated = chunked('video', whole, { chunkStream: 6, timestamp: 0xfffffff0 })
  const bare = Buffer.concat([
    repeated.subarray(0, 16 + 128),
    Buffer.of(0xc6),
    whole.subarray(128, 256),
    Buffer.of(0xc6),
    whole.subarray(256),
  ])
  for (const bytes of [repeated, bare]) {
    const messages = readAll(Buffer.concat([bytes, hex('86 000021'), repeatedBody(whole)]))
    expect(messages.map((message) => message.timestamp)).toEqual([0xfffffff0, 0x11])
    expect(messages.map((message) => message.body)).toEqual([whole, whole])
  }
  // A new message of format 3 repeats an extended difference.
  expect(
    readAll(hex('06 ffffff 000001 09 01000000 01000000 aa c6 01000000 bb')).map((m) => m.timestamp),
  ).toEqual([0x1000000, 0x2000000])
})

/** The chunks of a message after its first header. */
function repeatedBody(whole: Buffer): Buffer {
  return chunked('video', whole, { chunkStream: 6 }).subarray(12)
}

test('an aborted message leaves nothing behind', () => {
  const reader = new ChunkReader(limits)
  const messages: Message[] = []
  const take = (message: Message) => messages.push(message) > 0
  reader.read(chunked('video', body(1000), { chunkStream: 6 }).subarray(0, 12 + 128), 0, take)
  reader.abort(6)
  reader.abort(40)
  reader.read(chunked('video', body(10), { chunkStream: 6 }), 0, take)
  expect(messages.map((message) => message.body)).toEqual([body(10)])
})

test('reading stops where it is told to, and goes on from there', () => {
  const reader = new ChunkReader(limits)
  const bytes = Buffer.concat([chunked('audio', body(5)), chunked('audio', body(6))])
  const at = reader.read(bytes, 0, () => false)
  expect(at).toBe(12 + 5)
  expect(reader.read(bytes, at, () => false)).toBe(bytes.length)
})

const begun = (id: number, length: number) => {
  const bytes = chunked('video', body(length), { chunkStream: id })
  return bytes.subarray(0, 12 + 1)
}

test.each([
  ['a stream that begins with a header that says no length', hex('86 000000')],
  [
    'a message inside another of the same stream',
    Buffer.concat([chunked('video', body(300), { chunkStream: 6 }).subarray(0, 140), begun(6, 10)]),
  ],
  ['a message larger than the limit', hex('06 000000 ffffff 09 01000000')],
  [
    'more begun messages than the limit',
    Buffer.concat([chunked('video', body(90_000), { chunkStream: 6 }).subarray(0, 140), begun(7, 90_000)]),
  ],
  [
    'too many chunk streams',
    Buffer.concat(
      Array.from({ length: 65 }, (_, i) =>
        Buffer.concat([Buffer.of(0, i), hex('000000 000000 08 00000000')]),
      ),
    ),
  ],
])('%s ends the connection', (_, bytes) => {
  expect(() => readAll(bytes)).toThrow(ProtocolFault)
})

test.each([0, 0x80000000])('there is no chunk size of %i', (size) => {
  expect(() => new ChunkReader(limits).setChunkSize(size)).toThrow(ProtocolFault)
})
