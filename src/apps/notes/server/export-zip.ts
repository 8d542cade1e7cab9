import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'

export type ZipEntry = {
  path: string
  modifiedAt: string
  /** Bytes that are packed already are not packed again. */
  packed?: boolean
  open(): Promise<Readable> | Readable
}

/**
 * A zip as a stream. One entry is open at a time, and only as fast as the stream is read. When `entries` throws, the stream is destroyed
 * with its error.
 */
export function zipStream(entries: AsyncIterable<ZipEntry>): Readable {
  const zip = new ZipFile()
  const out = zip.outputStream as Readable
  zip.on('error', (error: Error) => out.destroy(error))
  void write(zip, entries, out).catch((error: unknown) =>
    out.destroy(error instanceof Error ? error : new Error(String(error))),
  )
  return out
}

async function write(zip: ZipFile, entries: AsyncIterable<ZipEntry>, out: Readable): Promise<void> {
  for await (const entry of entries) {
    if (out.destroyed) return
    const source = await entry.open()
    await new Promise<void>((resolve, reject) => {
      source.once('end', resolve).once('error', reject)
      out.once('close', () => {
        source.destroy()
        resolve()
      })
      zip.addReadStream(source, entry.path, {
        mtime: new Date(entry.modifiedAt),
        compress: entry.packed !== true,
        mode: 0o100644,
      })
    })
  }
  zip.end()
}

export const textStream = (text: string): Readable => Readable.from([Buffer.from(text)])

/** By its name: pictures, films, sound and archives. */
export const isPacked = (name: string): boolean =>
  /\.(png|jpe?g|webp|gif|avif|heic|mp4|m4[av]|mov|webm|mkv|mp3|ogg|opus|flac|zip|gz|7z|rar|xz|zst|docx|xlsx|pptx|odt|ods|odp|epub)$/i.test(
    name,
  )
