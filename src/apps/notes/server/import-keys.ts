import { hash } from 'node:crypto'

/**
 * By what a note is known again when it is imported a second time: its id in the house it was exported from, else what it says.
 * Each space has at most one note for a key.
 */
export function importKey(note: {
  id: string | null
  /** Where it stood: its path, or its title. */
  place: string
  body: string
  createdAt: string | null
}): string {
  if (note.id !== null) return `id:${note.id}`
  return `sha256:${hash('sha256', JSON.stringify([note.place, note.body, note.createdAt]))}`
}

/** An id that an attempt that is made again makes again, and nobody else can: UUIDv7 of a time and what `parts` say. */
export function importedId(time: string, ...parts: readonly string[]): string {
  const digest = hash('sha256', JSON.stringify(parts))
  const when = Math.max(0, Date.parse(time)).toString(16).padStart(12, '0')
  const variant = (8 + (Number.parseInt(digest[3]!, 16) % 4)).toString(16)
  return `${when.slice(0, 8)}-${when.slice(8)}-7${digest.slice(0, 3)}-${variant}${digest.slice(4, 7)}-${digest.slice(7, 19)}`
}
