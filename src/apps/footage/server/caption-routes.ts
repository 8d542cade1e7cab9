import { allow } from '#platform/auth/policy.ts'
import type { Db } from '#platform/db/db.ts'
import { type BoundRoute, handle } from '#platform/http/handle.ts'
import type { Platform } from '#platform/platform.ts'
import { createCaption, deleteCaption, listCaptions } from '../contract/caption-routes.ts'
import type { Captions } from './captions.ts'
import { clipPolicies } from './clip-policies.ts'
import { findClip } from './clip-store.ts'
import type { ClipTables } from './clip-tables.ts'
import { viewCaptions } from './clip-view.ts'

export function captionRoutes({
  db,
  signedPaths,
  captions,
}: Pick<Platform, 'signedPaths'> & { db: Db<ClipTables>; captions: Captions }): BoundRoute[] {
  const list = async (who: Parameters<Captions['add']>[0], id: string) => {
    const clip = allow(clipPolicies, 'read', who, await findClip(db.read, who.space.id, id))
    return viewCaptions(clip, signedPaths)
  }
  return [
    handle(listCaptions, async ({ standing, params }) => ({ items: await list(standing, params.id) })),
    handle(createCaption, async ({ standing, params, body }) => {
      const { id } = await captions.add(standing, params.id, body)
      return (await list(standing, params.id)).find((caption) => caption.id === id)!
    }),
    handle(deleteCaption, async ({ standing, params }) => {
      await captions.remove(standing, params.id, params.caption)
      return undefined
    }),
  ]
}
