import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Bytes in a file of the store's folder; what is known of them lives as long as the process. */
export type Blob = { file: string; size: number; etag: string; modified: Date }
export type Multipart = { uploadId: string; key: string; begun: Date; parts: Map<number, Blob> }

/** What the light S3 holds: objects of one bucket and its unfinished multiparts. */
export function openObjects(folder: string) {
  const objects = new Map<string, Blob>()
  const multiparts = new Map<string, Multipart>()

  const write = async (source: Readable | AsyncIterable<Uint8Array>): Promise<Blob> => {
    const file = join(folder, randomUUID())
    const hash = createHash('md5')
    let size = 0
    try {
      await pipeline(
        source,
        async function* (chunks: AsyncIterable<Uint8Array>) {
          for await (const chunk of chunks) {
            hash.update(chunk)
            size += chunk.byteLength
            yield chunk
          }
        },
        createWriteStream(file),
      )
    } catch (error) {
      await rm(file, { force: true })
      throw error
    }
    return { file, size, etag: `"${hash.digest('hex')}"`, modified: now() }
  }
  const forget = (blob: Blob | undefined) => blob && rm(blob.file, { force: true })

  return {
    objects,
    multiparts,
    write,
    put: async (key: string, blob: Blob) => {
      const old = objects.get(key)
      objects.set(key, blob)
      await forget(old)
    },
    delete: async (key: string) => {
      const old = objects.get(key)
      objects.delete(key)
      await forget(old)
    },
    /** The keys that begin with `prefix` and come after `after`, in byte order. */
    keysAfter: (prefix: string, after: string) =>
      [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).toSorted(byBytes),
    begin: (key: string): Multipart => {
      const made = { uploadId: randomUUID(), key, begun: now(), parts: new Map<number, Blob>() }
      multiparts.set(made.uploadId, made)
      return made
    },
    putPart: async (to: Multipart, number: number, blob: Blob) => {
      const old = to.parts.get(number)
      to.parts.set(number, blob)
      await forget(old)
    },
    /** Joins the named parts into one blob, as a store would without sending them anywhere. */
    join: async (from: Multipart, numbers: readonly number[]): Promise<Blob> => {
      const parts = numbers.map((number) => from.parts.get(number)!)
      async function* all() {
        for (const part of parts) yield* createReadStream(part.file) as AsyncIterable<Uint8Array>
      }
      const whole = await write(all())
      const digests = Buffer.concat(parts.map((part) => Buffer.from(part.etag.slice(1, -1), 'hex')))
      return { ...whole, etag: `"${createHash('md5').update(digests).digest('hex')}-${parts.length}"` }
    },
    end: async (upload: Multipart) => {
      multiparts.delete(upload.uploadId)
      for (const part of upload.parts.values()) await forget(part)
    },
  }
}

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

/** S3 tells times in whole seconds. */
const now = () => new Date(Math.floor(Date.now() / 1000) * 1000)
