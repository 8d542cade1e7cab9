import { basename, dirname, extname } from 'node:path/posix'
import { mostBody, mostTags, mostTitle } from '../contract/note.ts'
import { mostAttachments } from './attachments.ts'
import { replaceDestinations } from './body-links.ts'
import { readFrontMatter } from './front-matter.ts'
import { cleanTags, fieldName, type ImportFields, readFields } from './import-fields.ts'
import { importedId, importKey } from './import-keys.ts'
import { ImportProblem } from './import-problem.ts'
import type { Found, FoundFile, FoundNote, ImportPlace, ImportSource } from './import-sources.ts'
import { decodeText, mostTextBytes } from './import-text.ts'
import { checkPath, type ImportZip, printable, type ZippedFile } from './import-zip.ts'

/**
 * The Markdown files of a zip. Read twice: first what each one is known by, so that links between them can be written; then all of it. Of
 * the whole zip only names and ids are in memory.
 */
export function markdownNotes(zip: ImportZip, place: ImportPlace): ImportSource {
  const texts = [...zip.files.values()].filter((file) => isMarkdown(file.path))
  const root = commonFolder(texts.map((file) => file.path))
  let read = 0

  async function* notes(): AsyncGenerator<Found> {
    for (const { path, message } of zip.problems) yield { path, problem: message }
    const ids = await idsOf()
    const used = new Set<string>()
    for (const file of texts) {
      read++
      try {
        yield { note: noteOf(file, await textOf(file), ids, used) }
      } catch (error) {
        if (!(error instanceof ImportProblem)) throw error
        yield { path: printable(file.path), problem: error.message }
      }
    }
    for (const { path } of zip.files.values())
      if (!isMarkdown(path) && !used.has(path) && path !== 'manifest.json')
        yield { path: printable(path), problem: leftOver(path) }
  }

  /** What the note of each path has for an id, in the space or from now on. */
  async function idsOf(): Promise<ReadonlyMap<string, string>> {
    const ids = new Map<string, string>()
    let batch: { path: string; key: string; id: string }[] = []
    const look = async () => {
      const known = await place.known(batch.map(({ key }) => key))
      for (const { path, key, id } of batch) ids.set(path, known.get(key) ?? id)
      batch = []
    }
    for (const file of texts) {
      place.signal.throwIfAborted()
      read += 0.5
      try {
        const { key, id } = identityOf(parse(file.path, await textOf(file)), file.path, file.modifiedAt)
        batch.push({ path: file.path, key, id })
      } catch (error) {
        // Told when it is its turn.
        if (!(error instanceof ImportProblem)) throw error
      }
      if (batch.length === 200) await look()
    }
    await look()
    read = texts.length / 2
    return ids
  }

  function noteOf(
    file: ZippedFile,
    bytes: Buffer,
    ids: ReadonlyMap<string, string>,
    used: Set<string>,
  ): FoundNote {
    const parsed = parse(file.path, bytes)
    const { key, id } = identityOf(parsed, file.path, file.modifiedAt)
    const files = new Map<string, FoundFile>()
    let tooMany = false
    const attach = (path: string): string | undefined => {
      if (files.size >= mostAttachments && !files.has(path)) {
        tooMany = true
        return undefined
      }
      const entry = zip.files.get(path)!
      const fileId = importedId(place.at, place.importId, id, path)
      used.add(path)
      files.set(path, {
        id: fileId,
        path,
        name: basename(path),
        size: entry.size,
        bytes: (most) => entry.bytes(most),
      })
      return `attachment:${fileId}`
    }
    const body = replaceDestinations(parsed.body, (address) => {
      const path = resolve(file.path, address)
      if (path === null || !zip.files.has(path)) return undefined
      if (!isMarkdown(path)) return attach(path)
      const target = ids.get(path)
      return target === undefined ? undefined : `note:${target}`
    })
    const embedded = embedNamed(body, (name) => {
      const path = byName().get(name.toLowerCase())
      return path === undefined ? undefined : attach(path)
    })
    for (const address of parsed.attachments) {
      const path = resolve(file.path, address.split('/').map(encodeURIComponent).join('/'))
      if (path !== null && zip.files.has(path)) attach(path)
    }
    const folders = parsed.fields.id === null ? foldersOf(file.path.slice(root.length)) : []
    const modified = parsed.fields.createdAt ?? file.modifiedAt
    const found = foundNote(printable(file.path), parsed, {
      key,
      id,
      body: embedded,
      folders,
      createdAt: modified,
      files: [...files.values()],
    })
    return tooMany ? { ...found, troubles: [...found.troubles, manyFiles] } : found
  }

  /** What a note is known by. Undated notes are as old as their file says. */
  function identityOf(parsed: Parsed, path: string, modifiedAt: string): { key: string; id: string } {
    const { fields, body } = parsed
    const key = importKey({
      id: fields.id,
      place: path.slice(root.length),
      body,
      createdAt: fields.createdAt,
    })
    return { key, id: importedId(fields.createdAt ?? modifiedAt, place.spaceId, key) }
  }

  let names: Map<string, string> | null = null
  /** `![[picture.png]]` names a file wherever it stands. */
  const byName = () =>
    (names ??= new Map(
      [...zip.files.keys()]
        .filter((path) => !isMarkdown(path))
        .map((path) => [basename(path).toLowerCase(), path]),
    ))

  return { notes, done: () => read / Math.max(1, texts.length * 1.5), close: () => zip.close() }
}

/** One Markdown file, not in a zip. Its relative links lead nowhere and stay as they are. */
export function singleMarkdown(
  fileName: string,
  read: () => Promise<Buffer>,
  place: ImportPlace,
): ImportSource {
  async function* notes(): AsyncGenerator<Found> {
    try {
      const parsed = parse(fileName, await read())
      const key = importKey({ ...parsed.fields, place: fileName, body: parsed.body })
      const createdAt = parsed.fields.createdAt ?? place.at
      const id = importedId(createdAt, place.spaceId, key)
      yield {
        note: foundNote(fileName, parsed, { key, id, body: parsed.body, folders: [], createdAt, files: [] }),
      }
    } catch (error) {
      if (!(error instanceof ImportProblem)) throw error
      yield { path: fileName, problem: error.message }
    }
  }
  return { notes, done: () => 0, close: () => undefined }
}

type Parsed = {
  fields: ImportFields
  title: string
  body: string
  /** Paths that the head names, for files that the body does not show. */
  attachments: readonly string[]
  guessed: boolean
}

function parse(path: string, bytes: Buffer): Parsed {
  const { text, guessed } = decodeText(bytes)
  const head = readFrontMatter(text)
  const byName = new Map([...head.fields].map(([key, value]) => [fieldName(key), value]))
  const fields = readFields((name) => byName.get(name))
  const attachments = byName.get('attachments')
  const own = fields.id !== null && fields.title !== null
  const { title, body } =
    own || fields.title ? { title: fields.title!, body: head.body } : titled(path, head.body)
  if (body.length > mostBody)
    throw new ImportProblem(
      `It has ${body.length.toLocaleString('en')} characters; a note holds ${mostBody.toLocaleString('en')}.`,
    )
  return {
    fields,
    title,
    body,
    attachments: Array.isArray(attachments) ? attachments.slice(0, 500) : [],
    guessed,
  }
}

/** The heading that a text begins with, else the name of its file. */
function titled(path: string, text: string): { title: string; body: string } {
  const heading = /^\s*# +([^\n]{1,2000})(?:\n\s*|$)/.exec(text)
  const found = heading?.[1]?.replace(/[ \t]+#*[ \t\r]*$/, '').trim()
  if (heading && found) return { title: found.slice(0, mostTitle), body: text.slice(heading[0].length) }
  return { title: basename(path, extname(path)).slice(0, mostTitle), body: text }
}

function foundNote(
  path: string,
  { fields, title, guessed }: Parsed,
  more: Pick<FoundNote, 'key' | 'id' | 'body' | 'files'> & { folders: readonly string[]; createdAt: string },
): FoundNote {
  const { folders, ...rest } = more
  const tags = cleanTags([...fields.tags, ...folders]).slice(0, mostTags)
  const troubles = [
    ...(guessed
      ? ['It is not in UTF-8 and was read as Windows-1252. Look whether its letters are right.']
      : []),
    ...(fields.tooManyTags ? [`It has more than ${mostTags} tags; the first ${mostTags} were kept.`] : []),
  ]
  const { updatedAt, pinned, archived } = fields
  return { ...rest, path, title, tags, updatedAt, pinned, archived, private: fields.private, troubles }
}

/** The path in the zip that an address in a file leads to; null for what leads elsewhere. */
function resolve(from: string, address: string): string | null {
  if (/^([a-z][a-z0-9+.-]*:|\/\/|#)/i.test(address)) return null
  const bare = address.replace(/[?#].*$/, '')
  let path: string
  try {
    path = decodeURIComponent(bare)
  } catch {
    path = bare
  }
  if (path === '') return null
  const parts = path.startsWith('/') ? [] : dirname(from).split('/')
  for (const part of path.split('/')) {
    if (part === '..' && parts.pop() === undefined) return null
    if (part !== '..' && part !== '.' && part !== '') parts.push(part)
  }
  return checkPath(parts.filter((part) => part !== '.').join('/'))
}

/** `![[name]]` and `![[name|words]]` as ordinary pictures, where `to` knows the name. */
function embedNamed(body: string, to: (name: string) => string | undefined): string {
  if (!body.includes('![[')) return body
  return body.replace(
    /!\[\[([^[\]|\n]{1,300})(?:\|([^[\]\n]{0,300}))?\]\]/g,
    (whole, name: string, words?: string) => {
      const address = to(basename(name.trim()))
      return address === undefined ? whole : `![${words ?? basename(name.trim())}](${address})`
    },
  )
}

async function textOf(file: ZippedFile): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of file.bytes(mostTextBytes)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const isMarkdown = (path: string): boolean => /\.(md|markdown|mdown)$/i.test(path)
const foldersOf = (path: string): string[] =>
  dirname(path)
    .split('/')
    .filter((part) => part !== '.')

/** The folder that everything stands in, with its slash: packed along, it says nothing about a note. */
function commonFolder(paths: readonly string[]): string {
  const first = paths[0]?.split('/')[0]
  if (first === undefined || paths.length < 2) return ''
  return paths.every((path) => path.startsWith(`${first}/`)) ? `${first}/` : ''
}

const manyFiles = `It shows more than ${mostAttachments} files; the first ${mostAttachments} were kept.`

const leftOver = (path: string): string => {
  if (/\.(zip|7z|rar|tar|gz|tgz|xz)$/i.test(path))
    return 'It is an archive inside the zip, which is not opened. Unpack it and import it by itself.'
  return 'No note links to it, so it was left out.'
}
