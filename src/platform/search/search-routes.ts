import type { Person } from '../../contract/shapes.ts'
import { type SearchHit, searchSpace } from '../../contract/search.ts'
import type { Accounts } from '../auth/accounts.ts'
import type { Actor } from '../auth/actor.ts'
import { type BoundRoute, handle } from '../http/handle.ts'
import type { FoundEntry, Search } from './search.ts'
import { searchViewer } from './search-viewer.ts'

/** Scopes of an API key for this route. */
export const searchScopes = { 'search:read': 'Search what you may see; each kind also needs its own scope' }

/** `scopes`: for kinds of an app, the scope without which an API key does not find them. */
export function searchRoutes({
  search,
  accounts,
  scopes,
}: {
  search: Search
  accounts: Accounts
  scopes: ReadonlyMap<string, string>
}): BoundRoute[] {
  return [
    handle(searchSpace, async ({ actor, standing, query }) => {
      const { q, kind, limit = 20, cursor } = query
      const kinds = kindsFor(actor, scopes).filter((one) => kind === undefined || one === kind)
      const page = await search.find({
        spaceId: standing.space.id,
        viewer: searchViewer(standing),
        text: q,
        kinds,
        limit,
        cursor,
      })
      const authors = new Set(page.items.flatMap((entry) => entry.authorId ?? []))
      const people = await accounts.people([...authors])
      return { items: page.items.map((entry) => hitOf(entry, people)), nextCursor: page.nextCursor }
    }),
  ]
}

function kindsFor(actor: Actor, scopes: ReadonlyMap<string, string>): string[] {
  const isKey = actor.kind === 'account' && actor.via === 'api-key'
  return [...scopes].flatMap(([kind, scope]) => (isKey && !actor.scopes.includes(scope) ? [] : [kind]))
}

const hitOf = (entry: FoundEntry, people: ReadonlyMap<string, Person>): SearchHit => ({
  kind: entry.kind,
  id: entry.id,
  title: entry.title,
  snippet: entry.snippet,
  tags: entry.tags,
  author: entry.authorId === null ? null : (people.get(entry.authorId) ?? null),
  at: entry.at,
  archived: entry.archived,
})
