import { open } from 'node:fs/promises'
import { Fault } from '#platform/errors.ts'

/** A picture that pages may show: never SVG, which runs scripts, and nothing that only its name calls a picture. */
export type Picture = { type: string; moves: boolean }

/** Width × height of one frame, and of all frames: beyond that a picture is a file like any other. */
const mostPixels = 120_000_000
/** Longest side of what is shown in a note. */
const shownSide = 1600
const mostSeconds = 30

/** By its first bytes. */
export function pictureType(head: Uint8Array): string | null {
  const text = Buffer.from(head.subarray(0, 32)).toString('latin1')
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (/^GIF8[79]a/.test(text)) return 'image/gif'
  if (/^RIFF[^]{4}WEBP/.test(text)) return 'image/webp'
  if (/^[^]{4}ftypavi[fs]/.test(text)) return 'image/avif'
  return null
}

/**
 * Reads the file at `path` as a picture, to its last pixel, and writes a smaller WebP without place or camera to `shown`. Null when it
 * is none, is damaged or has too many pixels. Throws only when `shown` cannot be written.
 */
export async function readPicture(path: string, shown: string): Promise<Picture | null> {
  const type = pictureType(await headOf(path))
  if (type === null) return null
  const { default: sharp } = await import('sharp')
  const options = { limitInputPixels: mostPixels, failOn: 'error', sequentialRead: true } as const
  try {
    const { format, compression, pages = 1, width, height } = await sharp(path, options).metadata()
    const said = format === 'heif' && compression === 'av1' ? 'avif' : format
    if (`image/${said}` !== type || width * height > mostPixels) return null
    await sharp(path, options)
      .autoOrient()
      .resize({ width: shownSide, height: shownSide, fit: 'inside', withoutEnlargement: true })
      .timeout({ seconds: mostSeconds })
      .webp({ quality: 82, effort: 3 })
      .toFile(shown)
    return { type, moves: pages > 1 }
  } catch (error) {
    if (/no space left|ENOSPC/i.test(String(error)))
      throw new Fault('full', 'disk-full', 'The disk of this house is full.')
    return null
  }
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(32), 0, 32, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
