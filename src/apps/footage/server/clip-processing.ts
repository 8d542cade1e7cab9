import { basename } from 'node:path'
import type { AnyTx, Db } from '#platform/db/db.ts'
import { toJson } from '#platform/db/json.ts'
import { newId } from '#platform/ids.ts'
import type { Probe, RenditionFile } from '#platform/media/media.ts'
import type { Platform } from '#platform/platform.ts'
import { LeaseLost } from '#platform/queue/queue.ts'
import { encodeRungs, ingestClip, joinRecording } from './clip-jobs.ts'
import type { ClipNews } from './clip-news.ts'
import { clipById, type ClipTx, lockClip, updateClip } from './clip-store.ts'
import type { ClipRow, ClipTables, RenditionRow } from './clip-tables.ts'
import { recordingOf } from './recording-store.ts'
import { deleteRendition, moveRenditions, planRenditions, renditionsOf } from './rendition-store.ts'

export type Failure = { code: string; message: string }
type Needs = Pick<Platform, 'queue'> & { db: Db<ClipTables>; news: ClipNews }
/** The payload of jobs that work on a clip. */
export type ClipRun = { clipId: string; run: string }
export type Processing = ReturnType<typeof openProcessing>

const pending: RenditionRow['state'][] = ['waiting', 'running']
const stopped: Failure = {
  code: 'cancelled',
  message: 'Processing was stopped. The file is kept; start it again whenever you like.',
}

/** The way of a clip from its last byte to `ready` or `failed`. Every step is one call inside the caller's transaction. */
export function openProcessing({ queue, news }: Needs) {
  async function ingest(tx: ClipTx, clip: Pick<ClipRow, 'id' | 'space_id'>): Promise<void> {
    const run = newId()
    await updateClip(tx, clip.id, { ...started, run })
    await queue.add(tx, ingestClip, { clipId: clip.id, run }, { priority: 10, ...forClip(clip) })
    await news.changed(tx, clip)
  }

  async function again(tx: ClipTx, clip: ClipRow, height: number | null): Promise<boolean> {
    if (clip.original_key === null) return joinAgain(tx, clip)
    await lockClip(tx, clip.id)
    const rungs = await renditionsOf(tx, clip.id)
    if (rungs.length === 0) {
      if (clip.state === 'processing') return false
      await ingest(tx, clip)
      return true
    }
    // A stopped re-wrap is not tried by itself: the whole ingest runs again, and plans again what it had planned.
    const ended = rungs.filter((rung) => rung.state === 'failed' || rung.state === 'cancelled')
    if (ended.some((rung) => rung.source === 1)) {
      for (const rung of ended) await deleteRendition(tx, rung.id)
      await ingest(tx, clip)
      return true
    }
    const run = newId()
    const which = height === null ? {} : { height }
    const moved = await moveRenditions(
      tx,
      clip.id,
      ['failed', 'cancelled'],
      { state: 'waiting', percent: 0, run },
      which,
    )
    if (moved === 0) return false
    await updateClip(tx, clip.id, started)
    await queue.add(tx, encodeRungs, { clipId: clip.id, run }, forClip(clip))
    await news.changed(tx, clip)
    return true
  }

  /** A recording that is not one file yet. */
  async function joinAgain(tx: ClipTx, clip: ClipRow): Promise<boolean> {
    if (clip.state === 'processing' || !(await isInPieces(tx, clip))) return false
    await updateClip(tx, clip.id, { ...started, stage: 'Waiting to become one file' })
    await queue.add(tx, joinRecording, { clipId: clip.id }, forClip(clip))
    await news.changed(tx, clip)
    return true
  }

  return {
    /** The last byte is in. */
    async arrived(anyTx: AnyTx, upload: { subjectId: string; key: string; size: number }): Promise<void> {
      const tx = anyTx as ClipTx
      const clip = await clipById(tx, upload.subjectId)
      if (!clip) return
      await updateClip(tx, clip.id, { original_key: upload.key, size: upload.size, upload_url: null })
      await ingest(tx, clip)
    },

    /** A job starts on `run`. One that was given up and is tried again takes up what it had left. */
    async begun(tx: ClipTx, { clipId, run }: ClipRun): Promise<void> {
      const clip = await lockClip(tx, clipId)
      if (!clip || clip.deleted_at !== null) throw new LeaseLost()
      const waiting = { state: 'waiting', percent: 0 } as const
      const left = await moveRenditions(tx, clip.id, ['failed', 'cancelled'], waiting, { run })
      if (clip.state === 'processing' || (left === 0 && clip.run !== run)) return
      await updateClip(tx, clip.id, started)
      await news.changed(tx, clip)
    },

    /** What ingest found, and the renditions to come. The source, when it can be re-wrapped, comes first. */
    async probed(tx: ClipTx, { clipId, run }: ClipRun, probe: Probe, rungs: RenditionRow[]): Promise<void> {
      const clip = await lockClip(tx, clipId)
      if (clip?.run !== run) throw new LeaseLost()
      const recordedAt = clip.recorded_at ?? probe.recordedAt
      await updateClip(tx, clip.id, {
        probe: toJson(probe),
        duration_seconds: probe.durationSeconds,
        width: probe.video?.width ?? null,
        height: probe.video?.height ?? null,
        recorded_at: recordedAt,
        happened_at: recordedAt ?? clip.created_at,
      })
      await planRenditions(tx, rungs)
      await news.changed(tx, clip)
    },

    /** Re-wrapping did not work out: the source is encoded like any other, at `instead`. */
    async unwrapped(tx: ClipTx, clip: ClipRow, source: RenditionRow, instead: RenditionRow[]): Promise<void> {
      await deleteRendition(tx, source.id)
      await planRenditions(tx, instead)
      await news.changed(tx, clip)
    },

    /** One rendition stands in `folder` and can be watched from now on. */
    async published(
      tx: ClipTx,
      clip: ClipRow,
      rung: RenditionRow,
      folder: string,
      file: RenditionFile,
    ): Promise<void> {
      const ready = { state: 'ready', percent: 100, folder, output: toJson(named(file)) } as const
      const moved = await moveRenditions(tx, clip.id, pending, ready, { id: rung.id, run: rung.run })
      if (moved === 0) throw new LeaseLost()
      await updateClip(tx, clip.id, { watchable: 1 })
      await news.changed(tx, clip)
    },

    /** Ingest is through: hands over to encoding. */
    async ingested(tx: ClipTx, clip: ClipRow, run: string, parentId: string): Promise<void> {
      await queue.add(
        tx,
        encodeRungs,
        { clipId: clip.id, run },
        { ...forClip(clip), parentId, uniqueKey: run },
      )
    },

    /** A run is over, one way or the other: what it did not make is in its end state, and so may be the clip. */
    async over(
      anyTx: AnyTx,
      { clipId, run }: ClipRun,
      end: { state: 'failed' | 'cancelled'; failure: Failure },
    ): Promise<void> {
      const tx = anyTx as ClipTx
      const clip = await lockClip(tx, clipId)
      if (!clip) return
      await moveRenditions(tx, clip.id, pending, { state: end.state }, { run })
      if (clip.state !== 'processing') return
      await settle(tx, clip.id, end.state === 'cancelled' ? stopped : end.failure)
      await news.changed(tx, clip)
    },

    /** Ends every job of the clip; what is ready stays. */
    async stop(tx: ClipTx, clip: ClipRow): Promise<void> {
      if (clip.state !== 'processing') return
      await queue.cancelSubject(tx, clip.id)
      await moveRenditions(tx, clip.id, pending, { state: 'cancelled' })
      // Its pieces are watched as they are.
      if (await isInPieces(tx, clip)) await updateClip(tx, clip.id, ready)
      else await settle(tx, clip.id, stopped)
      await news.changed(tx, clip)
    },

    /** Goes on where `stop` stopped. */
    async resume(tx: ClipTx, clip: ClipRow): Promise<void> {
      const rungs = await renditionsOf(tx, clip.id)
      const wasStopped =
        clip.failure_code === stopped.code || rungs.some((rung) => rung.state === 'cancelled')
      if (wasStopped || (await isInPieces(tx, clip))) await again(tx, clip, null)
    },

    again,
  }
}

/** A clip ends when none of its renditions is waited for: ready when one can be watched, else failed. */
async function settle(tx: ClipTx, clipId: string, failure: Failure): Promise<void> {
  const rungs = await renditionsOf(tx, clipId)
  if (rungs.some((rung) => pending.includes(rung.state))) return
  const watchable = rungs.some((rung) => rung.state === 'ready')
  await updateClip(tx, clipId, {
    state: watchable ? 'ready' : 'failed',
    percent: watchable ? 100 : 0,
    stage: watchable ? 'Ready' : 'Failed',
    seconds_left: null,
    failure_code: watchable ? null : failure.code,
    failure_message: watchable ? null : failure.message,
  })
}

/** The files as they are called inside their folder. */
const named = (file: RenditionFile): RenditionFile => ({
  ...file,
  file: basename(file.file),
  playlist: basename(file.playlist),
})

async function isInPieces(tx: ClipTx, clip: ClipRow): Promise<boolean> {
  if (clip.original_key !== null) return false
  const recording = await recordingOf(tx, clip.id)
  return recording !== undefined && recording.folder !== null
}

const ready = {
  state: 'ready',
  percent: 100,
  stage: 'Ready',
  seconds_left: null,
  failure_code: null,
  failure_message: null,
} as const

const started = {
  state: 'processing',
  percent: 0,
  stage: 'Waiting for its turn',
  seconds_left: null,
  failure_code: null,
  failure_message: null,
} as const

const forClip = (clip: Pick<ClipRow, 'id' | 'space_id'>) => ({ spaceId: clip.space_id, subjectId: clip.id })
