import type { Standing } from '#platform/auth/actor.ts'
import { allow } from '#platform/auth/policy.ts'
import type { Db } from '#platform/db/db.ts'
import { fromJson, toJson } from '#platform/db/json.ts'
import { Fault } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import type { Platform } from '#platform/platform.ts'
import { mostCaptions, type NewCaption } from '../contract/caption.ts'
import { captionKey } from './caption-files.ts'
import { toWebVtt } from './caption-text.ts'
import type { ClipNews } from './clip-news.ts'
import { clipPolicies } from './clip-policies.ts'
import { type ClipTx, findClip, lockClip, updateClip } from './clip-store.ts'
import type { CaptionRow, ClipRow, ClipTables } from './clip-tables.ts'

type Needs = Pick<Platform, 'storage' | 'clock'> & { db: Db<ClipTables>; news: ClipNews }
export type Captions = ReturnType<typeof openCaptions>

/** The rules of captions: whoever may edit a clip adds and removes them. Answers the clip as it then is. */
export function openCaptions({ db, storage, clock, news }: Needs) {
  const write = async (tx: ClipTx, clip: ClipRow, captions: CaptionRow[]): Promise<ClipRow> => {
    const changes = { captions: toJson(captions), updated_at: clock.iso() }
    await updateClip(tx, clip.id, changes)
    await news.changed(tx, clip)
    return { ...clip, ...changes }
  }

  const editable = async (tx: ClipTx, who: Standing, id: string): Promise<ClipRow> => {
    const clip = allow(clipPolicies, 'edit', who, await findClip(tx, who.space.id, id))
    if (clip.deleted_at !== null) throw deleted()
    return (await lockClip(tx, clip.id))!
  }

  return {
    /** The file stands before a row names it; without one the nightly sweep takes it. Throws what `toWebVtt` throws. */
    async add(who: Standing, id: string, { language, label, text }: NewCaption): Promise<CaptionRow> {
      // Asked before the work, and again with the clip locked.
      const clip = allow(clipPolicies, 'edit', who, await findClip(db.read, who.space.id, id))
      const caption = { id: newId(clock.now()), language, label: label.trim() }
      checkRoom(clip, caption)
      const key = captionKey(clip.id, caption.id)
      await storage.put(key, Buffer.from(toWebVtt(text)))
      try {
        await db.transact(async (tx) => {
          const locked = await editable(tx, who, id)
          checkRoom(locked, caption)
          await write(tx, locked, [...fromJson(locked.captions), caption])
        })
      } catch (error) {
        await storage.delete(key)
        throw error
      }
      return caption
    },

    async remove(who: Standing, id: string, captionId: string): Promise<void> {
      await db.transact(async (tx) => {
        const clip = await editable(tx, who, id)
        const captions = fromJson(clip.captions)
        const rest = captions.filter((caption) => caption.id !== captionId)
        if (rest.length === captions.length)
          throw new Fault('missing', 'not-found', 'These captions are not here; perhaps they were removed.')
        await write(tx, clip, rest)
        tx.afterCommit(() => storage.delete(captionKey(clip.id, captionId)))
      })
    },
  }
}

function checkRoom(clip: ClipRow, { language, label }: Omit<CaptionRow, 'id'>): void {
  if (clip.deleted_at !== null) throw deleted()
  const captions = fromJson(clip.captions)
  if (captions.length >= mostCaptions)
    throw new Fault(
      'conflict',
      'too-many-captions',
      `A clip has up to ${mostCaptions} captions. Nothing was added; remove one first.`,
    )
  if (captions.some((one) => one.language === language && one.label === label))
    throw new Fault(
      'conflict',
      'same-captions',
      `There are captions called ${label} in this language already. Nothing was added; remove those first or choose another name.`,
    )
}

const deleted = () => new Fault('conflict', 'deleted', 'This clip is in the trash. Bring it back first.')
