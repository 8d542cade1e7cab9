import { open } from 'node:fs/promises'
import { createReadStream } from 'node:fs'
import { JobRefused } from '#platform/queue/queue.ts'
import { jsonNotes } from './import-json-notes.ts'
import type { ImportFields } from './import-fields.ts'
import { markdownNotes, singleMarkdown } from './import-markdown.ts'
import { ImportProblem } from './import-problem.ts'
import { mostTextBytes } from './import-text.ts'
import { openImportZip } from './import-zip.ts'

/** A note as a file has it. */
export type FoundNote = Omit<ImportFields, 'title' | 'id' | 'tooManyTags'> & {
  /** Where it stands in the file, for words about it. */
  path: string
  /** See `import-keys.ts`. */
  key: string
  /** The id it gets when it is not there yet. */
  id: string
  title: string
  body: string
  files: readonly FoundFile[]
  /** What of it could not be kept. */
  troubles: readonly string[]
}
/** A file that becomes an attachment of a note. */
export type FoundFile = {
  id: string
  /** In the zip. */
  path: string
  name: string
  /** Bytes, as the zip claims. */
  size: number
  bytes(most: number): AsyncIterable<Uint8Array>
}

/** In the order of the file, the same in each attempt: a note, or why there is none. */
export type Found = { note: FoundNote } | { path: string; problem: string }

/** What sources are told of the space they import into. */
export type ImportPlace = {
  spaceId: string
  importId: string
  /** When the import was announced: the time of what has none. */
  at: string
  signal: AbortSignal
  /** Notes of the space that these keys are known as. */
  known(keys: readonly string[]): Promise<Map<string, string>>
}

export type ImportSource = {
  /** 0–1, how much of the file `notes` has come through. */
  done(): number
  notes(): AsyncIterable<Found>
  close(): void
}

/** By the first bytes of the file, then by its name. Throws `JobRefused` for what none of them is. */
export async function openSource(path: string, fileName: string, place: ImportPlace): Promise<ImportSource> {
  const { head, size } = await headOf(path)
  if (head.subarray(0, 2).toString('latin1') === 'PK') {
    const zip = await openImportZip(path)
    return markdownNotes(zip, place)
  }
  if (/\.json$/i.test(fileName)) return jsonNotes(() => createReadStream(path), size, place)
  if (/\.(md|markdown|mdown|txt)$/i.test(fileName))
    return singleMarkdown(fileName, () => wholeText(path, size), place)
  if (/^\s*\[/.test(head.toString('utf8'))) return jsonNotes(() => createReadStream(path), size, place)
  throw new JobRefused(
    'unknown-file',
    'This is neither a zip, nor a Markdown file (.md), nor a JSON list of notes (.json). Nothing was imported.',
  )
}

async function headOf(path: string): Promise<{ head: Buffer; size: number }> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0)
    return { head: buffer.subarray(0, bytesRead), size: (await file.stat()).size }
  } finally {
    await file.close()
  }
}

async function wholeText(path: string, size: number): Promise<Buffer> {
  if (size > mostTextBytes) throw new ImportProblem('It is longer than a note can be.')
  const chunks: Buffer[] = []
  for await (const chunk of createReadStream(path)) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
