import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { GetObjectCommand } from '@aws-sdk/client-s3'
import { inParallel } from './in-parallel.ts'
import type { S3 } from './s3-client.ts'
import { isAway, s3Fault, throwS3Fault } from './s3-faults.ts'

type Range = { start: number; end: number }

/** Breaks in a row without a byte between them after which reading is given up. */
const mostBreaks = 4
/** Of a copy to a local file: bytes of one request, and requests at once. */
const slice = { bytes: 32 * 2 ** 20, atOnce: 4 }

/**
 * The bytes of an object. A line that breaks in the middle is taken up where it broke, as long as the object is the same. Resolves with
 * the first answer, so that what is not there is told at once.
 */
export async function readObject(s3: S3, key: string, range?: Range, etag?: string): Promise<Readable> {
  const ask = async (from: Range | undefined, only: string | undefined) =>
    s3.client.send(
      new GetObjectCommand({
        Bucket: s3.bucket,
        Key: key,
        ...(from && { Range: `bytes=${from.start}-${from.end}` }),
        ...(only && { IfMatch: only }),
      }),
    )
  const first = await ask(range, etag).catch((error: Error) => {
    if (error.name !== 'InvalidRange') throwS3Fault(error)
    return null
  })
  if (first === null) return Readable.from([])
  const end = (range?.start ?? 0) + (first.ContentLength ?? 0) - 1
  let body = first.Body as Readable
  let left = false

  async function* bytes() {
    let at = range?.start ?? 0
    for (let breaks = 0; ;) {
      try {
        for await (const chunk of body as AsyncIterable<Uint8Array>) {
          at += chunk.byteLength
          breaks = 0
          yield chunk
        }
      } catch (error) {
        if (left || !isAway(error) || ++breaks > mostBreaks) throw s3Fault(error)
      }
      if (at > end) return
      await pause(100 * 2 ** breaks)
      body = (await ask({ start: at, end }, first!.ETag).catch(throwS3Fault)).Body as Readable
      if (left) body.destroy()
    }
  }
  const stream = Readable.from(bytes(), { objectMode: false, highWaterMark: 256 * 1024 })
  return stream.once('close', () => {
    left = true
    body.destroy()
  })
}

/** Copies an object into a new local file, several slices of it at once. */
export async function copyToFile(
  s3: S3,
  key: string,
  { size, etag }: { size: number; etag: string },
  path: string,
): Promise<void> {
  const handle = await open(path, 'wx')
  try {
    await inParallel(slice.atOnce, slices(size), async (part) => {
      let at = part.start
      for await (const chunk of (await readObject(s3, key, part, etag)) as AsyncIterable<Uint8Array>) {
        await handle.write(chunk, 0, chunk.byteLength, at)
        at += chunk.byteLength
      }
    })
  } finally {
    await handle.close()
  }
}

function* slices(size: number): Generator<Range> {
  for (let start = 0; start < size; start += slice.bytes)
    yield { start, end: Math.min(start + slice.bytes, size) - 1 }
}
