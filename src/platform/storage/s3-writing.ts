import { open } from 'node:fs/promises'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { Fault } from '../errors.ts'
import type { S3 } from './s3-client.ts'
import { throwS3Fault } from './s3-faults.ts'
import { putParts, sendPart } from './s3-multipart.ts'

/** A store takes at most so many parts; one less leaves room for the last. */
const mostParts = 9999
/** Of bodies whose length nobody knows: 156 GiB at most, 48 MiB held at once. */
const part = { bytes: 16 * 2 ** 20, atOnce: 2 }

export async function putBytes(
  { client, bucket }: S3,
  key: string,
  bytes: Uint8Array,
  signal?: AbortSignal,
): Promise<{ size: number }> {
  await client
    .send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes }), signal && { abortSignal: signal })
    .catch(throwS3Fault)
  return { size: bytes.byteLength }
}

/** A body of any length: in one go while it fits one part, else in parts as they come. The store sets the pace. */
export async function putStream(
  s3: S3,
  key: string,
  body: AsyncIterable<Uint8Array | string>,
  signal?: AbortSignal,
): Promise<{ size: number }> {
  const parts = partsOf(body, part.bytes)
  const first = await parts.next()
  if (first.done) return putBytes(s3, key, Buffer.alloc(0), signal)
  if (first.value.byteLength < part.bytes) {
    signal?.throwIfAborted()
    return putBytes(s3, key, first.value, signal)
  }
  let size = 0
  async function* all() {
    yield first.value as Buffer
    yield* parts
  }
  await putParts(s3, key, all(), {
    atOnce: part.atOnce,
    size: () => size,
    async send(begun, number, bytes) {
      if (number > mostParts) throw tooLarge()
      size += bytes.byteLength
      return sendPart(s3, begun, number, bytes, signal)
    },
  })
  return { size }
}

/** A local file, `fileAtOnce` parts of it at once, each read when its turn has come. */
export async function putLocalFile(s3: S3, key: string, path: string): Promise<{ size: number }> {
  const handle = await open(path)
  try {
    const { size } = await handle.stat()
    const bytes = Math.max(part.bytes, Math.ceil(size / mostParts))
    const read = async (start: number) => {
      const buffer = Buffer.allocUnsafe(Math.min(bytes, size - start))
      for (let at = 0; at < buffer.length;) {
        const { bytesRead } = await handle.read(buffer, at, buffer.length - at, start + at)
        if (bytesRead === 0) throw new Error(`${path} became shorter while it was stored`)
        at += bytesRead
      }
      return buffer
    }
    if (size <= bytes) return await putBytes(s3, key, await read(0))
    await putParts(s3, key, starts(size, bytes), {
      atOnce: fileAtOnce,
      size: () => size,
      send: async (begun, number, start) => sendPart(s3, begun, number, await read(start)),
    })
    return { size }
  } finally {
    await handle.close()
  }
}

const fileAtOnce = 3

function* starts(size: number, bytes: number): Generator<number> {
  for (let start = 0; start < size; start += bytes) yield start
}

/** Buffers of exactly `bytes`, the last one shorter. */
async function* partsOf(body: AsyncIterable<Uint8Array | string>, bytes: number): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = []
  let size = 0
  for await (const given of body) {
    let chunk = typeof given === 'string' ? Buffer.from(given) : given
    while (size + chunk.byteLength >= bytes) {
      const taken = bytes - size
      yield Buffer.concat([...held, chunk.subarray(0, taken)], bytes)
      chunk = chunk.subarray(taken)
      held = []
      size = 0
    }
    if (chunk.byteLength === 0) continue
    held.push(chunk)
    size += chunk.byteLength
  }
  if (size > 0) yield Buffer.concat(held, size)
}

const tooLarge = () =>
  new Fault(
    'too-large',
    'object-too-large',
    `This is longer than the ${Math.floor((mostParts * part.bytes) / 2 ** 30)} GiB that can be stored in one go.`,
  )
