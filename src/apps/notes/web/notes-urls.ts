/** Filters and positions that stand in the address, so that they survive a reload and can be sent to someone. */

/** Days are `2026-11-21` in the reader's own time zone. */
export type NotesSearch = {
  q?: string
  tag?: string
  /** An account's id. */
  author?: string
  from?: string
  to?: string
  pinned?: true
  archived?: true
  trash?: true
  /** The box for a new note takes the focus. */
  write?: true
}

export function notesSearch(search: Record<string, unknown>): NotesSearch {
  // The router reads digits in an address as a number.
  const text = (name: string, most: number) => {
    const given = search[name]
    return typeof given === 'string' || typeof given === 'number' ? String(given).slice(0, most) : undefined
  }
  const day = (name: string) => (/^\d{4}-\d\d-\d\d$/.test(text(name, 10) ?? '') ? text(name, 10) : undefined)
  const on = (name: string) => (search[name] === true ? true : undefined)
  return defined({
    q: text('q', 400),
    tag: text('tag', 60),
    author: text('author', 36),
    from: day('from'),
    to: day('to'),
    pinned: on('pinned'),
    archived: on('archived'),
    trash: on('trash'),
    write: on('write'),
  })
}

/** `?edit=true`: the note opens for writing. */
export const noteSearch = (search: Record<string, unknown>): { edit?: true } =>
  search.edit === true ? { edit: true } : {}

/** The start of a day, or of the day after it, in the reader's time zone, as the API wants it. */
export function dayStart(day: string | undefined, plusDays = 0): string | undefined {
  if (!day) return undefined
  const start = new Date(`${day}T00:00`)
  if (Number.isNaN(start.getTime())) return undefined
  start.setDate(start.getDate() + plusDays)
  return start.toISOString()
}

const defined = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== '')) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
