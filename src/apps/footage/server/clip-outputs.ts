import { basename } from 'node:path'
import type { Db, Reader } from '#platform/db/db.ts'
import { fromJson } from '#platform/db/json.ts'
import { newId } from '#platform/ids.ts'
import type { Platform } from '#platform/platform.ts'
import type { JobContext } from '#platform/queue/queue.ts'
import { uploadFolder } from '#platform/storage/storage.ts'
import { captionKey } from './caption-files.ts'
import type { ClipTx } from './clip-store.ts'
import { recordedFolders } from './recording-store.ts'
import type { ClipTables } from './clip-tables.ts'

/**
 * Files that jobs make: `<clip's folder>/clip-<job>/<output>/<file>`. An output stands whole in a folder nobody else
 * writes to before a row names it, and whatever no row names belongs to nobody and is removed: by the attempt that
 * failed, by the next attempt of the same job, or by the nightly sweep.
 */
export type ClipOutputs = ReturnType<typeof openClipOutputs>

export function openClipOutputs({ db, storage }: Pick<Platform, 'storage'> & { db: Db<ClipTables> }) {
  async function removeUnowned(
    prefix: string,
    isOld: (modifiedAt: Date) => boolean = () => true,
  ): Promise<number> {
    let removed = 0
    const remove = async (keys: string[]) => {
      const owned = await ownedClipKeys(db.read, keys)
      for (const key of keys.filter((k) => !owned.has(k))) {
        await storage.delete(key)
        removed += 1
      }
    }
    let batch: string[] = []
    for await (const { key, modifiedAt } of storage.list(prefix)) {
      if (outputKey.test(key) && isOld(modifiedAt)) batch.push(key)
      if (batch.length === 500) {
        await remove(batch)
        batch = []
      }
    }
    await remove(batch)
    return removed
  }

  return {
    /** Moves local files into storage under their own names; `commit` names them in rows. All of it or nothing. */
    async place(
      context: JobContext,
      clipId: string,
      files: readonly string[],
      commit: (tx: ClipTx, folder: string) => Promise<void>,
    ): Promise<void> {
      const folder = `${jobFolder(clipId, context.jobId)}/${newId()}`
      try {
        for (const file of files) await storage.putFile(`${folder}/${basename(file)}`, file)
        await context.fenced(db, (tx) => commit(tx, folder))
      } catch (error) {
        await removeUnowned(folder)
        throw error
      }
    },

    /** Removes what earlier attempts of this job left behind. */
    async clearLeftovers(context: JobContext, clipId: string): Promise<void> {
      await removeUnowned(jobFolder(clipId, context.jobId))
    },

    /** Removes outputs under `uploads` that no row names and that are older than a running step can be. */
    async sweep(olderThan: Date, signal: AbortSignal): Promise<number> {
      return removeUnowned('uploads', (modifiedAt) => {
        signal.throwIfAborted()
        return modifiedAt < olderThan
      })
    },
  }
}

/** Which of `keys` rows of footage name: originals, outputs and captions. */
export async function ownedClipKeys(read: Reader<ClipTables>, keys: readonly string[]): Promise<Set<string>> {
  const owned = new Set<string>()
  const byClip = new Map<string, string[]>()
  for (const key of keys) {
    const clipId = clipOf(key)
    if (clipId) byClip.set(clipId, [...(byClip.get(clipId) ?? []), key])
  }
  for (const ids of chunks([...byClip.keys()], 200)) {
    const clips = await read
      .selectFrom('clips')
      .select(['id', 'poster_key', 'pictures_folder', 'storyboard_folder', 'captions'])
      .where('id', 'in', ids)
      .execute()
    const rungs = await read
      .selectFrom('clip_renditions')
      .select(['clip_id', 'folder'])
      .where('clip_id', 'in', ids)
      .where('folder', 'is not', null)
      .execute()
    for (const clip of clips) {
      const folders = rungs.filter((rung) => rung.clip_id === clip.id).map((rung) => rung.folder!)
      if (clip.pictures_folder) folders.push(clip.pictures_folder)
      if (clip.storyboard_folder) folders.push(clip.storyboard_folder)
      const captions = new Set(fromJson(clip.captions).map((caption) => captionKey(clip.id, caption.id)))
      for (const key of byClip.get(clip.id) ?? [])
        if (
          key === `${uploadFolder(clip.id)}/original` ||
          key === clip.poster_key ||
          captions.has(key) ||
          folders.some((folder) => key.startsWith(`${folder}/`))
        )
          owned.add(key)
    }
  }
  const recorded = keys.filter((key) => recordingFolderOf(key) !== undefined)
  for (const some of chunks(recorded, 200)) {
    const folders = new Set(
      await recordedFolders(read, [...new Set(some.map((key) => recordingFolderOf(key)!))]),
    )
    for (const key of some) if (folders.has(recordingFolderOf(key)!)) owned.add(key)
  }
  return owned
}

/** Recordings are taken over where they stand: the folder of a key, outside of uploads. */
const recordingFolderOf = (key: string): string | undefined =>
  key.startsWith('uploads/') ? undefined : /^(.+)\/[^/]+$/.exec(key)?.[1]

const jobFolder = (clipId: string, jobId: string) => `${uploadFolder(clipId)}/clip-${jobId}`
const outputKey = /^uploads\/\d{4}\/\d{2}\/\d{2}\/[0-9a-f-]{36}\/clip-[^/]+\//
const clipOf = (key: string) => /^uploads\/\d{4}\/\d{2}\/\d{2}\/([0-9a-f-]{36})\//.exec(key)?.[1]

function* chunks<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
