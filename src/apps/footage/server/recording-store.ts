import type { ClipReader, ClipTx } from './clip-store.ts'
import type { RecordingRow } from './clip-tables.ts'

/** A recording whose segments are still there: `folder` is told. */
export type StoredRecording = RecordingRow & { folder: string }

export async function recordingOf(read: ClipReader, clipId: string): Promise<RecordingRow | undefined> {
  return read.selectFrom('clip_recordings').selectAll().where('clip_id', '=', clipId).executeTakeFirst()
}

export async function insertRecording(tx: ClipTx, row: RecordingRow): Promise<void> {
  await tx.insertInto('clip_recordings').values(row).execute()
}

/** The clip is one file from here on. */
export async function recordingJoined(tx: ClipTx, clipId: string, at: string): Promise<void> {
  await tx.updateTable('clip_recordings').set({ joined_at: at }).where('clip_id', '=', clipId).execute()
}

/** Recordings that became one file before `time`, of clips that are ready: nobody needs their segments. */
export async function joinedRecordings(
  read: ClipReader,
  time: string,
  limit: number,
): Promise<StoredRecording[]> {
  return read
    .selectFrom('clip_recordings')
    .innerJoin('clips', 'clips.id', 'clip_recordings.clip_id')
    .selectAll('clip_recordings')
    .where('folder', 'is not', null)
    .where('joined_at', '<', time)
    .where('clips.state', '=', 'ready')
    .orderBy('joined_at')
    .limit(limit)
    .$narrowType<{ folder: string }>()
    .execute()
}

/** Its segments are gone; what it was recorded of is still told. */
export async function segmentsGone(tx: ClipTx, clipId: string): Promise<void> {
  const gone = { folder: null, bytes: 0, runs: '[]' as RecordingRow['runs'] }
  await tx.updateTable('clip_recordings').set(gone).where('clip_id', '=', clipId).execute()
}

/** Bytes of segments of a space. */
export async function segmentBytes(read: ClipReader, spaceId: string): Promise<number> {
  const row = await read
    .selectFrom('clip_recordings')
    .select((eb) => eb.fn.sum('bytes').as('bytes'))
    .where('space_id', '=', spaceId)
    .executeTakeFirst()
  return Number(row?.bytes ?? 0)
}

/** Which of these folders hold segments of a clip. */
export async function recordedFolders(read: ClipReader, folders: readonly string[]): Promise<string[]> {
  const rows = await read
    .selectFrom('clip_recordings')
    .select('folder')
    .where('folder', 'in', folders)
    .execute()
  return rows.flatMap(({ folder }) => folder ?? [])
}
