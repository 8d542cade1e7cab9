import type { Readable } from 'node:stream'
import { JobRefused } from '#platform/queue/queue.ts'
import { mostBody, mostTags } from '../contract/note.ts'
import { replaceDestinations } from './body-links.ts'
import { fieldName, readFields } from './import-fields.ts'
import { jsonElements } from './import-json.ts'
import { importedId, importKey } from './import-keys.ts'
import { ImportProblem } from './import-problem.ts'
import type { Found, FoundNote, ImportPlace, ImportSource } from './import-sources.ts'

/**
 * The notes of a JSON array, ours or anybody's `[{title, content, tags, created_at}]`. Read twice, as links between notes of an export
 * lead to ids that are others here.
 */
export function jsonNotes(openFile: () => Readable, size: number, place: ImportPlace): ImportSource {
  let read = 0
  async function* bytes(): AsyncGenerator<Buffer> {
    for await (const chunk of openFile()) {
      place.signal.throwIfAborted()
      read += (chunk as Buffer).length
      yield chunk as Buffer
    }
  }

  async function* notes(): AsyncGenerator<Found> {
    const ids = await idsOf()
    let count = 0
    for await (const element of jsonElements(bytes())) {
      count++
      const path = `Note ${count}`
      try {
        if ('problem' in element) throw element.problem
        yield { note: noteOf(path, element.value, ids) }
      } catch (error) {
        if (!(error instanceof ImportProblem)) throw error
        yield { path, problem: error.message }
      }
    }
  }

  /** The ids here of notes that the file names by their ids there. */
  async function idsOf(): Promise<ReadonlyMap<string, string>> {
    const ids = new Map<string, string>()
    let batch: { there: string; key: string; id: string }[] = []
    const look = async () => {
      const known = await place.known(batch.map(({ key }) => key))
      for (const { there, key, id } of batch) ids.set(there, known.get(key) ?? id)
      batch = []
    }
    try {
      for await (const element of jsonElements(bytes())) {
        if ('problem' in element || !isObject(element.value)) continue
        const { id: there, createdAt } = fieldsOf(element.value)
        if (there === null) continue
        const key = `id:${there}`
        batch.push({ there, key, id: importedId(createdAt ?? place.at, place.spaceId, key) })
        if (batch.length === 200) await look()
      }
    } catch (error) {
      // Where it breaks off is told when that is reached.
      if (!(error instanceof JobRefused)) throw error
    }
    await look()
    return ids
  }

  function noteOf(path: string, value: unknown, ids: ReadonlyMap<string, string>): FoundNote {
    if (!isObject(value)) throw new ImportProblem('It is not an object with a title and a content.')
    const { id: there, tooManyTags, title, ...fields } = fieldsOf(value)
    const body = bodyOf(value)
    if (body === null && title === null) throw new ImportProblem('It has neither a title nor a content.')
    if ((body ?? '').length > mostBody)
      throw new ImportProblem(
        `It has ${body!.length.toLocaleString('en')} characters; a note holds ${mostBody.toLocaleString('en')}.`,
      )
    const text = body ?? ''
    const key = importKey({ id: there, place: title ?? '', body: text, createdAt: fields.createdAt })
    const createdAt = fields.createdAt ?? place.at
    return {
      ...fields,
      path: title ? `${path}: ${title.slice(0, 100)}` : path,
      key,
      id: importedId(createdAt, place.spaceId, key),
      createdAt,
      title: title ?? '',
      body: replaceDestinations(text, (address) => {
        const to = address.startsWith('note:') ? ids.get(address.slice(5)) : undefined
        return to && `note:${to}`
      }),
      files: [],
      troubles: tooManyTags ? [`It has more than ${mostTags} tags; the first ${mostTags} were kept.`] : [],
    }
  }

  return { notes, done: () => Math.min(1, read / (2 * size)), close: () => undefined }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function fieldsOf(value: Record<string, unknown>) {
  const byName = new Map(Object.entries(value).map(([key, one]) => [fieldName(key), one]))
  return readFields((name) => byName.get(name))
}

function bodyOf(value: Record<string, unknown>): string | null {
  const text = [value.body, value.content, value.text].find((one) => typeof one === 'string')
  return text ?? null
}
