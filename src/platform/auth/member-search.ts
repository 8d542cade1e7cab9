import type { Search, SearchSource } from '../search/search.ts'
import { memberKind } from '../search/search-queries.ts'
import type { AnyTx } from '../db/db.ts'
import type { AuthParts } from './auth-parts.ts'
import { membersAfter, membersById } from './member-store.ts'

/** Members as the search index knows them: by their names, for other members only. */
export const memberSource = ({ db }: Pick<AuthParts, 'db'>): SearchSource => ({
  kind: memberKind,
  scope: 'space:read',
  async read(ids) {
    const members = await membersById(db.read, ids)
    return members.map(({ accountId, spaceId, name, joinedAt }) => ({
      kind: memberKind,
      id: accountId,
      spaceId,
      title: name,
      tags: [],
      text: '',
      authorId: null,
      visibility: 'members',
      archived: false,
      has: [],
      at: joinedAt,
    }))
  },
  every: (after, limit) => membersAfter(db.read, after, limit),
})

/** Someone came to a space, left it, or is called differently. */
export const memberChanged = (
  { search }: { search: Pick<Search, 'changed'> },
  tx: AnyTx,
  { accountId, spaceId }: { accountId: string; spaceId: string },
): Promise<void> => search.changed(tx, { kind: memberKind, id: accountId, spaceId })
