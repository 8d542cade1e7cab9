import type { NewClip, ClipPatch } from '../contract/clip.ts'
import type { Standing } from '#platform/auth/actor.ts'
import { allow } from '#platform/auth/policy.ts'
import type { Db } from '#platform/db/db.ts'
import { Fault } from '#platform/errors.ts'
import { checkMatch } from '#platform/http/etags.ts'
import { newId } from '#platform/ids.ts'
import type { Platform } from '#platform/platform.ts'
import { uploadFolder } from '#platform/storage/storage.ts'
import { clipActions, ofClip } from './clip-audit.ts'
import type { ClipNews } from './clip-news.ts'
import { clipPolicies } from './clip-policies.ts'
import type { Processing } from './clip-processing.ts'
import * as store from './clip-store.ts'
import { dropTags, replaceTags } from './clip-tag-store.ts'
import type { ClipRow, ClipTables } from './clip-tables.ts'
import { changesOf, draftOf, foldTags } from './clip-fields.ts'
import { purgeClips } from './clip-jobs.ts'

/** A deleted clip can be brought back for this long. */
export const undoSeconds = 7 * 24 * 3600

type Needs = Pick<Platform, 'audit' | 'queue' | 'uploads' | 'clock'> & {
  db: Db<ClipTables>
  news: ClipNews
  processing: Processing
}
export type Clips = ReturnType<typeof openClips>

/** The rules of clips: what may happen to one, in one transaction each. */
export function openClips({ db, audit, queue, uploads, clock, news, processing }: Needs) {
  return {
    /** A draft and its upload, both or neither. */
    async create(who: Standing, input: NewClip): Promise<ClipRow> {
      const id = newId(clock.now())
      return db.transact(async (tx) => {
        const draft = draftOf(id, who, input, clock.iso())
        await store.insertClip(tx, draft)
        await replaceTags(tx, draft, foldTags(input.tags ?? []))
        const upload = await uploads.create(tx, {
          owner: 'footage',
          subjectId: id,
          spaceId: draft.space_id,
          accountId: draft.author_id,
          name: input.file.name,
          size: input.file.size,
          type: input.file.type,
          folder: uploadFolder(id),
        })
        await store.updateClip(tx, id, { upload_url: upload.url })
        await news.changed(tx, draft)
        return { ...draft, upload_url: upload.url }
      })
    },

    /** A clip whose file is on this machine already: `store` puts it in its place and answers the key. */
    async bring(who: Standing, input: NewClip, place: (id: string) => Promise<string>): Promise<ClipRow> {
      const draft = draftOf(newId(clock.now()), who, input, clock.iso())
      const key = await place(draft.id)
      await db.transact(async (tx) => {
        await store.insertClip(tx, draft)
        await replaceTags(tx, draft, foldTags(input.tags ?? []))
        await processing.arrived(tx, { subjectId: draft.id, key, size: input.file.size })
      })
      return draft
    },

    /** Throws `Fault('stale')` when `ifMatch` names another version than the clip has, or someone is first. */
    async edit(who: Standing, id: string, patch: ClipPatch, ifMatch: string | null): Promise<ClipRow> {
      return db.transact(async (tx) => {
        const clip = allow(clipPolicies, 'edit', who, await store.findClip(tx, who.space.id, id))
        if (clip.deleted_at !== null) throw deletedFault()
        checkMatch(ifMatch, clip.version)
        const changes = { ...changesOf(clip, patch), updated_at: clock.iso() }
        if (!(await store.updateClipVersion(tx, id, clip.version, changes))) throw staleFault()
        if (patch.tags) await replaceTags(tx, clip, foldTags(patch.tags))
        await news.changed(tx, clip)
        if (changes.visibility !== undefined) {
          const details = { from: clip.visibility, to: changes.visibility }
          await audit.record(tx, clipActions.visibilityChanged, { ...ofClip(clip), details })
        }
        return { ...clip, ...changes, version: clip.version + 1 }
      })
    },

    /** Into the trash; a draft, and with `forever` any clip, is gone for good. Signed paths end. */
    async remove(who: Standing, id: string, forever: boolean): Promise<void> {
      await db.transact(async (tx) => {
        const clip = allow(clipPolicies, 'delete', who, await store.findClip(tx, who.space.id, id))
        const gone = forever || clip.state === 'uploading'
        if (gone || clip.deleted_at === null)
          await audit.record(tx, gone ? clipActions.erased : clipActions.deleted, ofClip(clip))
        if (clip.state === 'uploading') {
          await uploads.abandon(tx, id)
          await dropTags(tx, id)
          await store.deleteClipRows(tx, id)
          await news.changed(tx, clip)
          return
        }
        await processing.stop(tx, clip)
        await store.updateClip(tx, id, {
          deleted_at: clip.deleted_at ?? clock.iso(),
          purge_at: forever ? clock.iso() : (clip.purge_at ?? clock.iso(undoSeconds)),
          access_version: clip.access_version + 1,
        })
        await news.changed(tx, clip)
        if (forever) await queue.add(tx, purgeClips, {})
      })
    },

    /** Out of the trash; what its deletion stopped goes on. */
    async restore(who: Standing, id: string): Promise<void> {
      await db.transact(async (tx) => {
        const clip = allow(clipPolicies, 'restore', who, await store.findClip(tx, who.space.id, id))
        if (clip.deleted_at === null) return
        if (clip.purge_at !== null && clip.purge_at <= clock.iso())
          throw new Fault('conflict', 'purged', 'This clip was deleted for good and cannot be brought back.')
        await store.updateClip(tx, id, { deleted_at: null, purge_at: null })
        await processing.resume(tx, clip)
        await audit.record(tx, clipActions.restored, ofClip(clip))
        await news.changed(tx, clip)
      })
    },

    /** Stops encoding; what is ready stays. */
    async cancelProcessing(who: Standing, id: string): Promise<void> {
      await db.transact(async (tx) => {
        const clip = allow(clipPolicies, 'process', who, await store.findClip(tx, who.space.id, id))
        if (clip.state !== 'processing')
          throw new Fault('conflict', 'not-processing', 'This clip is not being processed.')
        await processing.stop(tx, clip)
      })
    },

    /** Tries failed and cancelled rungs again: the one of `height`, or all. */
    async retryProcessing(who: Standing, id: string, height: number | null): Promise<void> {
      await db.transact(async (tx) => {
        const clip = allow(clipPolicies, 'process', who, await store.findClip(tx, who.space.id, id))
        if (clip.deleted_at !== null) throw deletedFault()
        if (!(await processing.again(tx, clip, height)))
          throw new Fault('conflict', 'nothing-to-retry', 'Nothing of this clip failed or was stopped.')
      })
    },
  }
}

const staleFault = () =>
  new Fault(
    'stale',
    'changed-meanwhile',
    'Someone else changed this clip first. Load it again, then repeat your change.',
  )
const deletedFault = () => new Fault('conflict', 'deleted', 'This clip is in the trash. Bring it back first.')
