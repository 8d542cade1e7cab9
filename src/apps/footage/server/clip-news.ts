import type { Platform } from '#platform/platform.ts'
import type { AnyTx } from '#platform/db/db.ts'
import type { ClipTx } from './clip-store.ts'
import { followClip } from './clip-tag-store.ts'

/** Tells everyone who watches that a clip changed: the search index, open pages, lists kept in memory, the media door. */
export type ClipNews = {
  /** After the change, in its `tx`: the search index and the counts of its tags with it, everybody else after the commit. */
  changed(tx: AnyTx, clip: ClipName): Promise<void>
  /** At once, for changes that nothing hangs on (progress). */
  moved(clip: ClipName): Promise<void>
  /** Calls back on each change of one clip. Returns the way to stop. */
  follow(clipId: string, listener: () => void): () => void
  /**
   * Calls back on each change of any clip of a space; for changes made by this process before whoever made them is
   * answered, so that they see them.
   */
  followSpace(spaceId: string, listener: () => void): () => void
}
type ClipName = { id: string; space_id: string }

/** Clips in the search index. */
export const clipKind = 'clip'
/** What the media door keeps about a clip, dropped when the clip changes. */
export const doorKey = (clipId: string): string => `footage.door.${clipId}`
const spaceTopic = (spaceId: string) => `footage.space.${spaceId}`
const clipTopic = (clipId: string) => `footage.clip.${clipId}`

export function openClipNews({ bus, cache, search }: Pick<Platform, 'bus' | 'cache' | 'search'>): ClipNews {
  const near = new Map<string, Set<() => void>>()
  const tell = async (clip: ClipName) => {
    for (const listener of near.get(clip.space_id) ?? []) listener()
    await bus.publish(spaceTopic(clip.space_id), clip.id)
    await bus.publish(clipTopic(clip.id), clip.id)
  }
  return {
    async changed(tx, clip) {
      await followClip(tx as ClipTx, clip.id)
      await search.changed(tx, { kind: clipKind, id: clip.id, spaceId: clip.space_id })
      tx.afterCommit(async () => {
        await cache.drop(doorKey(clip.id))
        await tell(clip)
      })
    },
    moved: tell,
    follow: (clipId, listener) => bus.subscribe(clipTopic(clipId), listener),
    followSpace(spaceId, listener) {
      const own = () => listener()
      const listeners = near.get(spaceId) ?? new Set()
      near.set(spaceId, listeners.add(own))
      const unsubscribe = bus.subscribe(spaceTopic(spaceId), own)
      return () => {
        unsubscribe()
        listeners.delete(own)
        if (listeners.size === 0) near.delete(spaceId)
      }
    },
  }
}
