import type { AnyTx } from '../db/db.ts'

/**
 * Resumable uploads (tus 1.0) at `/uploads/<id>`. An app announces a file, gets a URL for the client, and is told when the last
 * byte is on disk. Upload sessions live 7 days; what was not finished by then is removed, the app is told.
 */
export interface Uploads {
  /**
   * Makes the upload in the caller's transaction. Throws `Fault('too-large')` above the limit, `Fault('full')` when quota or disk
   * have no room: before the first byte. `folder` is the storage prefix; the bytes end at `<folder>/original`.
   */
  create(
    tx: AnyTx,
    upload: {
      owner: string
      subjectId: string
      spaceId: string
      accountId: string
      name: string
      size: number
      type: string
      folder: string
    },
  ): Promise<{ id: string; url: string }>
  /** Ends an upload and removes its bytes after the commit. No-op when finished. */
  abandon(tx: AnyTx, subjectId: string): Promise<void>
  /** Bytes received so far, null when there is no open upload. */
  offset(subjectId: string): Promise<number | null>
}

/** What an app registers to be told about its uploads. Both run inside the transaction that ends the upload session, exactly once. */
export type UploadOwner = {
  owner: string
  /** All bytes are durable at `key`. */
  finished(
    tx: AnyTx,
    upload: {
      id: string
      subjectId: string
      spaceId: string
      accountId: string
      key: string
      size: number
      name: string
      type: string
    },
  ): Promise<void>
  /** The session ran out or was abandoned. */
  expired(tx: AnyTx, upload: { id: string; subjectId: string; spaceId: string }): Promise<void>
}
