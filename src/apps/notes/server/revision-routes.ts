import type { Standing } from '#platform/auth/actor.ts'
import { allow } from '#platform/auth/policy.ts'
import { pageOf } from '#platform/http/cursors.ts'
import { type BoundRoute, handle } from '#platform/http/handle.ts'
import { listRevisions, readRevision, restoreRevision } from '../contract/note-routes.ts'
import { notePolicies } from './note-policies.ts'
import type { NoteNeeds } from './note-routes.ts'
import { noteFor } from './note-routes.ts'
import { findNote } from './note-store.ts'
import { viewRevision, viewRevisionSummary } from './note-view.ts'
import { noRevision } from './notes.ts'
import * as store from './revision-store.ts'

/** Every save of a note, for whoever may read it. */
export function revisionRoutes(needs: NoteNeeds): BoundRoute[] {
  const { db, accounts, cursors, notes } = needs
  return [
    handle(listRevisions, async ({ standing, params, query }) => {
      await checkReadable(needs, standing, params.id)
      const list = `note-revisions:${params.id}`
      const before = query.cursor === undefined ? null : Number(cursors.decode(list, query.cursor)[0])
      const limit = query.limit ?? 20
      const rows = await store.listRevisions(db.replica, params.id, limit + 1, before)
      const people = await accounts.people([...new Set(rows.map((row) => row.editor_id))])
      return pageOf(
        rows,
        limit,
        (row) => viewRevisionSummary(row, people),
        (last) => cursors.encode(list, [last.version]),
      )
    }),
    handle(readRevision, async ({ standing, params }) => {
      await checkReadable(needs, standing, params.id)
      const revision = await store.findRevision(db.read, params.id, Number(params.version))
      if (!revision) throw noRevision()
      return viewRevision(revision, await accounts.people([revision.editor_id]))
    }),
    handle(restoreRevision, async ({ standing, params }) =>
      noteFor(needs, standing, await notes.restoreRevision(standing, params.id, Number(params.version))),
    ),
  ]
}

async function checkReadable({ db }: NoteNeeds, who: Standing, id: string): Promise<void> {
  allow(notePolicies, 'read', who, await findNote(db.read, who.space.id, id))
}
