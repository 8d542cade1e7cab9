import type { Person } from '../../../contract/shapes.ts'
import type { Db } from '#platform/db/db.ts'
import { type BoundRoute, handle } from '#platform/http/handle.ts'
import type { Platform } from '#platform/platform.ts'
import type { NoteShare } from '../contract/note.ts'
import { createShare, deleteShare, listShares, openShare } from '../contract/note-routes.ts'
import { attachmentsOf } from './attachment-store.ts'
import { sharePath, viewAttachment } from './attachment-view.ts'
import type { ShareRow } from './share-tables.ts'
import type { NoteTables } from './note-tables.ts'
import type { Shares } from './shares.ts'

type Needs = Pick<Platform, 'accounts' | 'config' | 'signedPaths'> & { db: Db<NoteTables>; shares: Shares }

export function shareRoutes({ db, accounts, config, signedPaths, shares }: Needs): BoundRoute[] {
  const view = async (rows: readonly ShareRow[]): Promise<NoteShare[]> => {
    const people = await accounts.people(rows.map((row) => row.account_id))
    return rows.map((row) => viewShare(row, people))
  }
  return [
    handle(createShare, async ({ standing, params, body }) => {
      const { share, token } = await shares.create(standing, params.id, body)
      const [viewed] = await view([share])
      // Behind `#`, so that no server and no log ever sees it.
      return { ...viewed!, url: new URL(`/shared/notes#${token}`, config.publicUrl).href }
    }),
    handle(listShares, async ({ standing, params }) => ({
      items: await view(await shares.list(standing, params.id)),
    })),
    handle(deleteShare, async ({ standing, params }) => {
      await shares.remove(standing, params.id, params.share)
      return undefined
    }),
    handle(openShare, async ({ body }) => {
      const { share, note, maker } = await shares.open(body.token, body.password)
      const people = await accounts.people([note.author_id])
      const files = await attachmentsOf(db.read, note.id)
      const path = sharePath(signedPaths, share.id)
      return {
        title: note.title,
        body: note.body,
        updatedAt: note.updated_at,
        author: people.get(note.author_id)?.name ?? 'Former member',
        space: maker.space.name,
        attachments: files.filter((row) => row.state === 'ready').map((row) => viewAttachment(row, path)),
      }
    }),
  ]
}

const viewShare = (row: ShareRow, people: ReadonlyMap<string, Person>): NoteShare => ({
  id: row.id,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  hasPassword: row.password_hash !== null,
  author: people.get(row.account_id) ?? { id: row.account_id, name: 'Former member' },
})
