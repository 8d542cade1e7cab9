import { crc32 } from 'node:zlib'
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl'
import { JobRefused } from '#platform/queue/queue.ts'
import { ImportProblem } from './import-problem.ts'

/** What a zip holds, by names that lead nowhere else. Nothing is ever written under such a name. */
export type ImportZip = {
  files: ReadonlyMap<string, ZippedFile>
  /** Entries that are left out, and why. */
  problems: { path: string; message: string }[]
  close(): void
}
export type ZippedFile = {
  path: string
  /** Bytes, as the zip claims. */
  size: number
  /** As the zip claims; a zip has no time zone. */
  modifiedAt: string
  /** Throws `ImportProblem` when it is more than `most` bytes, damaged, or unpacks as no honest file does. */
  bytes(most: number): AsyncGenerator<Buffer>
}

/** Entries of one zip; each costs some 500 bytes of memory. */
export const mostEntries = 200_000
/** What all files together may unpack to: so much, and so many times the size of the zip. */
const freeBytes = 100_000_000
const mostRatio = 200
/** One file may be packed this well without being suspect when it is not larger than that. */
const mostFileRatio = 150
const smallFile = 10_000_000

/** Throws `JobRefused` for what is no zip, has too many entries, or unpacks to more than it honestly can. */
export async function openImportZip(path: string): Promise<ImportZip> {
  const zip = await openPromise(path, { decodeStrings: false, autoClose: false }).catch(() => {
    throw brokenZip()
  })
  zip.on('error', () => undefined)
  try {
    if (zip.entryCount > mostEntries) throw tooManyEntries()
    return await directoryOf(zip)
  } catch (error) {
    zip.close()
    throw error
  }
}

async function directoryOf(zip: ZipFile): Promise<ImportZip> {
  const files = new Map<string, ZippedFile>()
  const problems: ImportZip['problems'] = []
  const budget = { left: freeBytes + mostRatio * zip.fileSize }
  let count = 0
  try {
    for await (const entry of zip.eachEntry()) {
      if (++count > mostEntries) throw tooManyEntries()
      const name = nameOf(entry)
      if (name.endsWith('/') || name.endsWith('\\')) continue
      const checked = checkPath(name)
      const path = checked ?? name
      const fault =
        checked === null
          ? 'Its name is too long or leads outside of the zip.'
          : (faultOf(entry) ??
            (files.has(path) ? 'The zip has two files of this name; the first one counts.' : null))
      if (fault !== null) problems.push({ path: printable(path), message: fault })
      else if (!isHidden(path)) files.set(path, fileOf(zip, entry, path, budget))
    }
  } catch (error) {
    throw error instanceof JobRefused ? error : brokenZip()
  }
  return { files, problems, close: () => zip.close() }
}

/** In the order of trust: marked as UTF-8, valid UTF-8 without the mark, the old code page. */
function nameOf(entry: Entry): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(entry.fileNameRaw)
  } catch {
    return getFileNameLowLevel(
      entry.generalPurposeBitFlag & ~0x800,
      entry.fileNameRaw,
      entry.extraFields,
      false,
    )
  }
}

/** Null for names that could lead out of the zip. Backslashes of old Windows programs separate, too. */
export function checkPath(name: string): string | null {
  const path = name.replaceAll('\\', '/').normalize('NFC').toWellFormed()
  if (path.length > 1000 || path.includes('\0') || path.startsWith('/') || /^[A-Za-z]:/.test(path))
    return null
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  return parts.length === 0 || parts.includes('..') ? null : parts.join('/')
}

function faultOf(entry: Entry): string | null {
  if (entry.isEncrypted()) return 'It is locked with a password. Pack it again without one.'
  if (((entry.externalFileAttributes >>> 16) & 0xf000) === 0xa000)
    return 'It is a link to another file, not a file.'
  if (!entry.canDecodeFileData())
    return 'It is packed in a way that is not read here. Pack it again as an ordinary zip.'
  return null
}

/** What systems and programs leave beside the files of a person. */
const isHidden = (path: string): boolean => /(^|\/)(\.|__MACOSX\/|Thumbs\.db$|desktop\.ini$)/i.test(path)

function fileOf(zip: ZipFile, entry: Entry, path: string, budget: { left: number }): ZippedFile {
  const modified = entry.getLastModDate({ timezone: 'UTC' })
  // Of 200,000 entries only what is still read may stay.
  const none = Buffer.alloc(0)
  Object.assign(entry, { extraFields: [], extraFieldRaw: none, fileNameRaw: none, fileCommentRaw: none })
  return {
    path,
    size: entry.uncompressedSize,
    modifiedAt: Number.isNaN(modified.getTime()) ? new Date(0).toISOString() : modified.toISOString(),
    async *bytes(most) {
      let [size, sum] = [0, 0]
      const stream = await zip.openReadStreamPromise(entry).catch(() => {
        throw damaged()
      })
      try {
        for await (const chunk of stream as AsyncIterable<Buffer>) {
          size += chunk.length
          budget.left -= chunk.length
          if (budget.left < 0) throw bomb()
          if (size > most)
            throw new ImportProblem(`It is larger than ${inWords(most)}, which is the limit here.`)
          if (size > smallFile && size > mostFileRatio * entry.compressedSize)
            throw new ImportProblem(
              'It unpacks to far more than an honest file does and was not read to its end.',
            )
          sum = crc32(chunk, sum)
          yield chunk
        }
        if (sum !== entry.crc32) throw damaged()
      } catch (error) {
        throw error instanceof ImportProblem || error instanceof JobRefused ? error : damaged()
      } finally {
        stream.destroy()
      }
    },
  }
}

export const printable = (path: string): string =>
  path
    .toWellFormed()
    // oxlint-disable-next-line no-control-regex
    .replace(/[\u0000-\u001f\u007f]/g, '\ufffd')
    .slice(0, 300)

const inWords = (bytes: number) => `${Math.floor(bytes / 1e6)} MB`
const damaged = () => new ImportProblem('It is damaged inside the zip.')
const brokenZip = () =>
  new JobRefused(
    'broken-zip',
    'This zip is cut off or broken, so its list of files cannot be read. Nothing was imported; pack or download it again.',
  )
const tooManyEntries = () =>
  new JobRefused(
    'too-many-entries',
    `This zip has more than ${mostEntries.toLocaleString('en')} files. Nothing was imported; split it into several.`,
  )
const bomb = () =>
  new JobRefused(
    'zip-bomb',
    'This zip unpacks to far more than its size allows. What was imported from it before that is kept; the rest was not read.',
  )
