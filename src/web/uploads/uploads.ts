/** Uploads as the tray and the apps see them. The machine behind it is loaded with the first file. */

export type UploadItem = {
  /** The id of what is being filled: a clip. */
  id: string
  app: string
  /** Slug of the space it is sent to. */
  space: string
  name: string
  size: number
  lastModified: number
  /** Where the finished thing is shown, as a path within its space. */
  href: string
  /** tus. */
  url: string
  /** Bytes that the server has. */
  sent: number
  bytesPerSecond: number
  state: UploadState
  /** Percent and stage while processing; the reason when failed. */
  percent: number
  note: string
}

/**
 * `starting` the draft is being saved · `waiting` for its turn or the connection · `uploading` · `paused` ·
 * `unfinished` after a reload: the file must be chosen again · `processing` on the server · `ready` · `failed`.
 */
export type UploadState =
  | 'starting'
  | 'waiting'
  | 'uploading'
  | 'paused'
  | 'unfinished'
  | 'processing'
  | 'ready'
  | 'failed'

/** Saves the draft of one file on the server and says where its bytes go. Tried again with the same `key`. */
export type StartUpload = (
  file: File,
  key: string,
) => Promise<{ subjectId: string; uploadUrl: string; href: string }>

/** Reports what becomes of a sent file until `signal` aborts or the end is told. */
export type UploadWatch = (
  item: UploadItem,
  report: (now: { state: 'processing' | 'ready' | 'failed'; percent: number; note: string }) => void,
  signal: AbortSignal,
) => Promise<void>

export type AddUploads = (
  files: readonly File[],
  how: { app: string; space: string; start: StartUpload },
) => void
