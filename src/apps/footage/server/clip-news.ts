import type { Platform } from '#platform/platform.ts'
import type { AnyTx } from '#platform/db/db.ts'

/** Tells everyone who watches that a clip changed: open pages, lists kept in memory, the media door. */
export type ClipNews = {
  /** After the commit of `tx`. */
  changed(tx: AnyTx, clip: ClipName): void
  /** At once, for changes that nothing hangs on (progress). */
  moved(clip: ClipName): Promise<void>
  /** Calls back on each change of one clip. Returns the way to stop. */
  follow(clipId: string, listener: () => void): () => void
}
type ClipName = { id: string; space_id: string }

/** What the media door keeps about a clip, dropped when the clip changes. */
export const doorKey = (clipId: string): string => `footage.door.${clipId}`
/** Said on each change of any clip of a space. */
export const listTopic = (spaceId: string): string => `footage.list.${spaceId}`
const clipTopic = (clipId: string) => `footage.clip.${clipId}`

export function openClipNews({ bus, cache }: Pick<Platform, 'bus' | 'cache'>): ClipNews {
  const tell = async (clip: ClipName) => {
    await bus.publish(listTopic(clip.space_id), clip.id)
    await bus.publish(clipTopic(clip.id), clip.id)
  }
  return {
    changed(tx, clip) {
      tx.afterCommit(async () => {
        await cache.drop(doorKey(clip.id))
        await tell(clip)
      })
    },
    moved: tell,
    follow: (clipId, listener) => bus.subscribe(clipTopic(clipId), listener),
  }
}
