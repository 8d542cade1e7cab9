import { pipeline, Readable } from 'node:stream'
import { crc32, createDeflateRaw } from 'node:zlib'
import {
  centralRecord,
  type Described,
  descriptor,
  endOfDirectory,
  localHeader,
  needsWide,
} from './zip-records.ts'

export type ZipEntry = {
  path: string
  modifiedAt: string
  /** Bytes, exactly when there are four gigabytes or more. */
  size: number
  /** Bytes that are packed already are not packed again. */
  packed?: boolean
  open(): Promise<AsyncIterable<Uint8Array> | Iterable<Uint8Array>> | Iterable<Uint8Array>
}

/** Records of the directory that are kept in one piece. */
const recordsKept = 1000

/**
 * A zip, a piece at a time: one entry is open at once, and only as fast as it is read. Of what is written only the directory stays in
 * memory, some 150 bytes for each entry.
 */
export async function* zipBytes(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Uint8Array> {
  let offset = 0
  let count = 0
  const directory: Buffer[] = []
  let records: Buffer[] = []
  for await (const entry of entries) {
    const { path, modifiedAt } = entry
    const [deflated, wide] = [entry.packed !== true, needsWide(entry.size)]
    const described = { path, modifiedAt, deflated, wide, offset, sum: 0, size: 0, packedSize: 0 }
    for await (const piece of entryBytes(entry, described)) {
      offset += piece.length
      yield piece
    }
    count++
    records.push(centralRecord(described))
    if (records.length === recordsKept) {
      directory.push(Buffer.concat(records))
      records = []
    }
  }
  directory.push(Buffer.concat(records))
  yield* directory
  yield endOfDirectory({ count, offset, size: directory.reduce((sum, part) => sum + part.length, 0) })
}

/** Writes down in `described` what its directory record will say. */
async function* entryBytes(entry: ZipEntry, described: Described): AsyncGenerator<Uint8Array> {
  yield localHeader(described)
  const source = await entry.open()
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const piece of source) {
      described.sum = crc32(piece, described.sum)
      described.size += piece.length
      yield piece
    }
  }
  for await (const piece of described.deflated ? deflate(counted()) : counted()) {
    described.packedSize += piece.length
    yield piece
  }
  yield descriptor(described)
}

function deflate(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  // A failure of the source is thrown by whoever reads the result.
  return pipeline(Readable.from(bytes, { objectMode: false }), createDeflateRaw(), () => undefined)
}

/** By its name: pictures, films, sound and archives. */
export const isPacked = (name: string): boolean =>
  /\.(png|jpe?g|webp|gif|avif|heic|mp4|m4[av]|mov|webm|mkv|mp3|ogg|opus|flac|zip|gz|7z|rar|xz|zst|docx|xlsx|pptx|odt|ods|odp|epub)$/i.test(
    name,
  )
