import type { Standing } from '#platform/auth/actor.ts'
import type { Db } from '#platform/db/db.ts'
import { RawJson } from '#platform/http/raw-json.ts'
import type { Platform } from '#platform/platform.ts'
import { type ClipQuery, readClipPage } from './clip-lists.ts'
import type { ClipNews } from './clip-news.ts'
import { viewerOf } from './clip-policies.ts'
import { hasPrivateClips } from './clip-list-store.ts'
import type { ClipTables } from './clip-tables.ts'

/** Names of authors and time limits of paths change without a word from the clips. */
const keptSeconds = 10
const mostSpaces = 200
const mostPages = 200

type Needs = Pick<Platform, 'accounts' | 'clock' | 'cursors' | 'search' | 'signedPaths'> & {
  db: Db<ClipTables>
  news: ClipNews
}
type SpacePages = {
  pages: Map<string, { page: Promise<RawJson>; until: number }>
  /** Accounts that were looked at, and whether they have private clips. */
  privates: Map<string, Promise<boolean>>
  /** From then on what its last change was has reached everybody (milliseconds). */
  settledAt: number
  forget(): void
}
export type ClipPages = ReturnType<typeof openClipPages>

/**
 * Pages of the clip list, kept as the bytes that are sent and forgotten at the first word of a change in their space.
 * Everyone who sees the same clips shares a page: guests, admins, members without private clips; any other member
 * has pages of their own. Searches and the trash are read each time.
 */
export function openClipPages(needs: Needs) {
  const { clock, db, news } = needs
  const spaces = new Map<string, SpacePages>()

  const read = async (who: Standing, query: ClipQuery, from = db.replica): Promise<RawJson> =>
    new RawJson(Buffer.from(JSON.stringify(await readClipPage(needs, who, query, from))))

  return {
    async page(who: Standing, query: ClipQuery): Promise<RawJson> {
      if (query.q?.trim() || query.deleted) return read(who, query)
      const space = spaceOf(who.space.id)
      const key = `${await sightOf(space, who)} ${JSON.stringify([query.limit, query.cursor, query.tag, query.from, query.to, query.state])}`
      const kept = space.pages.get(key)
      if (kept && kept.until > clock.now()) return kept.page
      // What a job has just changed may not have reached a replica, and no fence tells: a page that is kept would stay old.
      const page = read(who, query, clock.now() < space.settledAt ? db.read : db.replica)
      if (space.pages.size >= mostPages) space.pages.delete(space.pages.keys().next().value!)
      space.pages.set(key, { page, until: clock.now() + keptSeconds * 1000 })
      page.catch(() => space.pages.delete(key))
      return page
    },
    close() {
      for (const id of spaces.keys()) drop(id)
    },
  }

  /**
   * What is kept of a space. A word of change puts a new one in its place, so that what was asked of the database
   * before cannot be kept for after.
   */
  function spaceOf(id: string): SpacePages {
    const known = spaces.get(id)
    if (known) return known
    if (spaces.size >= mostSpaces) drop(spaces.keys().next().value!)
    const space = {
      pages: new Map(),
      privates: new Map(),
      settledAt: clock.now() + keptSeconds * 1000,
      forget: news.followSpace(id, () => drop(id)),
    }
    spaces.set(id, space)
    return space
  }

  function drop(id: string): void {
    spaces.get(id)?.forget()
    spaces.delete(id)
  }

  async function sightOf(space: SpacePages, who: Standing): Promise<string> {
    const viewer = viewerOf(who)
    if (viewer.sees !== 'members') return viewer.sees
    const { accountId } = viewer
    const known = space.privates.get(accountId)
    const own = known ?? hasPrivateClips(db.read, who.space.id, accountId)
    if (!known) {
      space.privates.set(accountId, own)
      own.catch(() => space.privates.delete(accountId))
    }
    return (await own) ? accountId : 'members'
  }
}
