import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { Page } from '../../../contract/shapes.ts'
import type { Note, NoteSummary } from '../contract/note.ts'
import { type NoteFilters, noteQuery } from './note-queries.ts'
import { plainText } from './plain-text.ts'

type List = InfiniteData<Page<NoteSummary>>

/** Shows a change in every list that is in memory, before the server has answered. Notes that no longer fit a list leave it. */
export function changeInLists(
  queries: QueryClient,
  space: string,
  ids: ReadonlySet<string>,
  change: (note: NoteSummary) => NoteSummary | null,
): void {
  for (const [key, list] of queries.getQueriesData<List>({ queryKey: ['notes', space, 'list'] })) {
    if (!list) continue
    const filters = key[3] as NoteFilters
    const items = (all: NoteSummary[]) =>
      all.flatMap((note) => {
        if (!ids.has(note.id)) return [note]
        const changed = change(note)
        return changed && fits(changed, filters) ? [changed] : []
      })
    queries.setQueryData<List>(key, {
      ...list,
      pages: list.pages.map((page) => ({ ...page, items: items(page.items) })),
    })
  }
}

/** Puts a note that was just made where it belongs: below the pinned ones of the list without filters. */
export function addToList(queries: QueryClient, space: string, note: Note): void {
  queries.setQueryData<List>(['notes', space, 'list', {}], (list) => {
    const [first, ...rest] = list?.pages ?? []
    if (!list || !first) return list
    const pinned = first.items.filter((one) => one.pinned && one.id !== note.id)
    const others = first.items.filter((one) => !one.pinned && one.id !== note.id)
    return { ...list, pages: [{ ...first, items: [...pinned, summaryOf(note), ...others] }, ...rest] }
  })
}

/** Pages of a list that are read again by themselves. */
const fewPages = 3

/**
 * Reads again what is on the screen. Lists that someone has scrolled far into stay as they are and are read when they are opened
 * anew: then the answer is `kept`. With `shorten` they are cut to their first page and read at once.
 */
export function refreshNotes(queries: QueryClient, space: string, { shorten = false } = {}): 'read' | 'kept' {
  let kept = false
  for (const query of queries.getQueryCache().findAll({ queryKey: ['notes', space, 'list'] })) {
    const list = query.state.data as List | undefined
    if (!list || list.pages.length <= fewPages) continue
    if (shorten)
      queries.setQueryData<List>(query.queryKey, {
        pages: list.pages.slice(0, 1),
        pageParams: list.pageParams.slice(0, 1),
      })
    else kept ||= query.isActive()
  }
  const isLong = ({ queryKey, state }: { queryKey: readonly unknown[]; state: { data: unknown } }) =>
    queryKey[2] === 'list' && ((state.data as List | undefined)?.pages.length ?? 0) > fewPages
  void queries.invalidateQueries({ queryKey: ['notes', space], predicate: (query) => !isLong(query) })
  void queries.invalidateQueries({ queryKey: ['notes', space], predicate: isLong, refetchType: 'none' })
  return kept ? 'kept' : 'read'
}

/** Whether an event says more than every list knows already. */
export const isNews = (
  queries: QueryClient,
  space: string,
  { id, version }: { id: string; version: number },
) =>
  !queries
    .getQueriesData<List>({ queryKey: ['notes', space, 'list'], type: 'active' })
    .some(([, list]) =>
      list?.pages.some((page) => page.items.some((note) => note.id === id && note.version >= version)),
    )

/** Takes what the server answered to a change. */
export function showNote(queries: QueryClient, space: string, note: Note): void {
  queries.setQueryData(noteQuery(space, note.id).queryKey, (old) =>
    old && old.version > note.version ? old : note,
  )
  changeInLists(queries, space, new Set([note.id]), () => summaryOf(note))
}

export function summaryOf(note: Note): NoteSummary {
  const {
    id,
    title,
    tags,
    pinned,
    visibility,
    archivedAt,
    deletedAt,
    createdAt,
    updatedAt,
    author,
    version,
  } = note
  const excerpt = plainText(note.body.slice(0, 1000)).slice(0, 240)
  const rest = { archivedAt, deletedAt, createdAt, updatedAt, author, version }
  return { id, title, excerpt, tags, pinned, visibility, ...rest }
}

/** What a search found stays on the screen until it is asked again. */
function fits(note: NoteSummary, { trash, archived, tag, q }: NoteFilters): boolean {
  if (Boolean(trash) !== (note.deletedAt !== null)) return false
  if (trash || q) return true
  return Boolean(archived) === (note.archivedAt !== null) && (!tag || note.tags.includes(tag))
}
