import type { Role } from '../../contract/shapes.ts'
import { forHouse } from '../db/scope.ts'
import type { Actor, Place } from './actor.ts'
import { livingApiKeys } from './api-key-store.ts'
import type { AuthParts } from './auth-parts.ts'
import { idleSeconds } from './cookies.ts'
import { membershipsOf } from './member-store.ts'
import { livingSessions } from './session-store.ts'

type Parts = Pick<AuthParts, 'db' | 'clock' | 'changes' | 'log'>
type Known = Exclude<Actor, { kind: 'guest' }>
type Watch = { actor: Known; space: { id: string; role: Role | null } | null; ended: () => void }

const checkMilliseconds = 1000
const atOnce = 400

/**
 * Long connections outlive the check at their start. While any are open their sessions, keys and memberships are read again
 * each second, all together, and at once when a change is announced: a lost message costs a second, not a leak.
 */
export function openWatches({ db, clock, changes, log }: Parts) {
  const watches = new Set<Watch>()
  let timer: NodeJS.Timeout | undefined
  let checking = false
  let again = false

  changes.listen(() => {
    if (watches.size > 0) void checkAll()
  })

  async function checkAll() {
    again = checking
    if (checking) return
    checking = true
    try {
      do {
        again = false
        const all = [...watches]
        for (let i = 0; i < all.length; i += atOnce) await check(all.slice(i, i + atOnce))
      } while (again)
    } catch (error) {
      log.warn({ err: error }, 'open connections could not be checked; trying again in a second')
    } finally {
      checking = false
    }
  }

  async function check(some: readonly Watch[]) {
    const sessions = some.flatMap(({ actor }) => (actor.via === 'session' ? [actor.sessionId] : []))
    const keys = some.flatMap(({ actor }) => (actor.via === 'api-key' ? [actor.apiKeyId] : []))
    const placed = some.flatMap(({ actor, space }) => (space ? [actor.accountId] : []))
    const now = clock.iso()
    const alive = new Set<string>()
    if (sessions.length > 0)
      for (const { id } of await livingSessions(db.read, sessions, now, clock.iso(-idleSeconds)))
        alive.add(id)
    if (keys.length > 0) for (const { id } of await livingApiKeys(db.read, keys, now)) alive.add(id)
    const roles = new Map<string, Role>()
    if (placed.length > 0)
      for (const row of await membershipsOf(db.read, placed))
        roles.set(`${row.space_id} ${row.account_id}`, row.role)
    for (const watch of some) {
      const { actor, space } = watch
      const id = actor.via === 'session' ? actor.sessionId : actor.apiKeyId
      const stands = !space || space.role === (roles.get(`${space.id} ${actor.accountId}`) ?? null)
      if (!(alive.has(id) && stands) && watches.delete(watch)) watch.ended()
    }
  }

  return {
    /** A guest has nothing that could end. Any change of role ends it: whoever reconnects is looked at afresh. */
    watch(actor: Actor, standing: Place | null, ended: () => void): () => void {
      if (actor.kind === 'guest') return () => {}
      const space =
        standing && standing.accountId !== null ? { id: standing.space.id, role: standing.role } : null
      const watch: Watch = { actor, space, ended }
      watches.add(watch)
      // They stand in any space, whoever comes first.
      timer ??= forHouse(() => setInterval(() => void checkAll(), checkMilliseconds).unref())
      return () => {
        watches.delete(watch)
        if (watches.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
    close: () => clearInterval(timer),
  }
}
