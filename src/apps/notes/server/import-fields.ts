import { mostTags, mostTitle } from '../contract/note.ts'

/** What a note may bring along, whoever wrote it and however it is spelled. */
export type ImportFields = {
  /** A note of this or another house, as its export names it. */
  id: string | null
  /** Empty when it says so; null when it says nothing. */
  title: string | null
  tags: string[]
  /** Tags that could not all be kept. */
  tooManyTags: boolean
  createdAt: string | null
  updatedAt: string | null
  pinned: boolean
  archived: boolean
  private: boolean
}

/** Reads the usual spellings. `get` answers a value by its name in lower case, without `_`, `-` and spaces. */
export function readFields(get: (name: string) => unknown): ImportFields {
  const first = (...names: string[]) => names.map(get).find((value) => value !== undefined && value !== '')
  const tags = ['tags', 'tag', 'keywords', 'categories'].flatMap((name) => listOf(get(name)))
  const createdAt = timeOf(first('createdat', 'created', 'datecreated', 'creationdate', 'date'))
  const clean = cleanTags(tags)
  return {
    id: idOf(get('id')),
    title: textOf(get('title'))?.replace(/\s+/g, ' ').trim().slice(0, mostTitle).toWellFormed() ?? null,
    tags: clean.slice(0, mostTags),
    tooManyTags: clean.length > mostTags,
    createdAt,
    updatedAt: timeOf(
      first('updatedat', 'updated', 'modified', 'modifiedat', 'dateupdated', 'datemodified', 'lastmod'),
    ),
    pinned: isTrue(first('pinned', 'ispinned')),
    archived: isTrue(first('archived', 'isarchived')) || timeOf(get('archivedat')) !== null,
    private: textOf(first('visibility')) === 'private',
  }
}

/** How `readFields` spells a name. */
export const fieldName = (name: string): string => name.toLowerCase().replace(/[_\s-]/g, '')

/** Tags as they may stand on a note: no `#`, no comma, at most 60 characters, each once. */
export function cleanTags(tags: readonly string[]): string[] {
  const clean = tags.map((tag) => {
    const line = tag.toWellFormed().replace(/[,#]/g, ' ').replace(/\s+/g, ' ').trim()
    // Never half a character.
    return line
      .slice(0, 60)
      .replace(/[\ud800-\udbff]$/, '')
      .trim()
  })
  return [...new Set(clean.filter((tag) => tag !== ''))]
}

/**
 * ISO 8601 and its loose relatives (`2024-05-01`, `2024/5/1 10:30`, with or without a zone; none means UTC), and seconds or
 * milliseconds since 1970. Null for everything else and for years that no note was written in.
 */
export function timeOf(value: unknown): string | null {
  const milliseconds =
    typeof value === 'number' ? epochOf(value) : millisecondsOf(textOf(value)?.trim() ?? '')
  if (milliseconds === null || !(milliseconds >= 0) || milliseconds >= latest) return null
  return new Date(milliseconds).toISOString()
}

const latest = Date.UTC(2200, 0, 1)
const epochOf = (value: number) => (value < 1e11 ? value * 1000 : value)

function millisecondsOf(text: string): number | null {
  if (/^\d{9,13}$/.test(text)) return epochOf(Number(text))
  const parts =
    /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?)? ?(Z|[+-]\d{2}:?\d{2})?$/i.exec(
      text,
    )
  if (!parts) return null
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = parts
  const two = (part: string | undefined) => (part ?? '').padStart(2, '0')
  const colon = /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase()
  const iso = `${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}${fraction.slice(0, 4)}${colon}`
  const milliseconds = Date.parse(iso)
  return Number.isNaN(milliseconds) ? null : milliseconds
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

function listOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.slice(0, 20_000).filter((one) => typeof one === 'string')
  return (
    textOf(value)
      ?.split(',', 20_000)
      .map((tag) => tag.trim().replace(/^["']|["']$/g, '')) ?? []
  )
}

const isTrue = (value: unknown): boolean =>
  value === true || (typeof value === 'string' && /^(true|yes|1)$/i.test(value.trim()))

const idOf = (value: unknown): string | null => {
  const text = textOf(value)?.toLowerCase() ?? ''
  return /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(text) ? text : null
}
