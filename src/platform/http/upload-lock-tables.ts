export type UploadLockTables = { upload_locks: UploadLockRow }

/** Who works on an upload. The row outlives its holders, so that `epoch` grows as long as there is an upload. */
export type UploadLockRow = {
  upload_id: string
  /** A process; null when nobody holds it. */
  holder: string | null
  epoch: number
  /** Grows while the holder lives. */
  beat: number
  /** 1 when somebody waits for it. */
  wanted: 0 | 1
  /** ISO 8601; when it was taken last. */
  taken_at: string
}
