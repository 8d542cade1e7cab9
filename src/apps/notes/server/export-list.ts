import type { Standing } from '#platform/auth/actor.ts'
import type { Db } from '#platform/db/db.ts'
import type { Platform } from '#platform/platform.ts'
import type { ExportAsk } from './export-tables.ts'
import { readNotePage } from './note-lists.ts'
import type { NoteTables } from './note-tables.ts'

type Needs = Pick<Platform, 'accounts' | 'clock' | 'cursors' | 'search'> & { db: Db<NoteTables> }

/** Notes that change while they are counted move in the list; more often than that nobody keeps it moving. */
const mostWalks = 5

/**
 * Ids of the notes that an export holds: what the list shows `who` with the same filters. Some 100 bytes of memory for each. The list is
 * walked again until nothing new is in it, so that a note that is saved meanwhile is not passed over.
 */
export async function notesToExport(
  needs: Needs,
  who: Standing,
  ask: ExportAsk,
  signal: AbortSignal,
): Promise<Set<string>> {
  const { format: _, withArchived = true, archived, ...filter } = ask
  const shelves = archived === undefined ? (withArchived ? [false, true] : [false]) : [archived]
  const ids = new Set<string>()
  for (let walk = 0; walk < mostWalks; walk++) {
    const known = ids.size
    for (const shelf of shelves) {
      let cursor: string | undefined
      do {
        signal.throwIfAborted()
        const query = { ...filter, archived: shelf, limit: 100, ...(cursor !== undefined && { cursor }) }
        const page = await readNotePage(needs, who, query)
        for (const { id } of page.items) ids.add(id)
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined)
    }
    if (ids.size === known || filter.q !== undefined) break
  }
  return ids
}
