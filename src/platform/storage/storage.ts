import type { Readable } from 'node:stream'
import { Fault } from '../errors.ts'

/**
 * The storage engine: bytes under keys. A key is `a/b/c` of `[A-Za-z0-9._-]` parts made from ids, never from names that
 * people type; anything else throws. Nothing is ever seen half-written: drivers write aside, sync, then move into place.
 * Every verb throws `Fault('full', 'disk-full')` when there is no room. A store behind a network is asked several times; then every verb throws
 * `Fault('unavailable')`: `storage-away` when asking later may help, `storage-refused` and `storage-bucket` when somebody has to mend the
 * configuration. A disk that fails throws an ordinary Error.
 */
export interface Storage {
  /** Streams a body in; resolves with its size once it is durable. Replaces what was there. Aborting leaves nothing. */
  put(key: string, body: Readable | Uint8Array, options?: { signal?: AbortSignal }): Promise<{ size: number }>
  /** Moves a finished local file in (a rename when it is the same disk). Durable when resolved. */
  putFile(key: string, path: string): Promise<{ size: number }>
  /** Bytes from `start` to `end`, both inclusive; all without range. Throws `Fault('missing', 'no-object')`. */
  get(key: string, range?: { start: number; end: number }): Promise<Readable>
  /** null when it is not there. `etag` changes with the bytes, and is the one that whoever stands at `locate` tells, too. */
  stat(key: string): Promise<{ size: number; modifiedAt: Date; etag: string } | null>
  /** Also true ground when it is not there: deleting twice is fine. */
  delete(key: string): Promise<void>
  /** Deletes every key below `prefix/`. */
  deleteAll(prefix: string): Promise<void>
  /** Every key below `prefix/` in byte order, or all. */
  list(prefix?: string): AsyncIterable<{ key: string; size: number; modifiedAt: Date }>
  /** Replaces `to`, whole at every moment; a crash may leave both. Throws `Fault('missing', 'no-object')`. */
  move(from: string, to: string): Promise<void>
  /**
   * A readable local path for programs that need a file: the file itself on disk storage, a temporary copy elsewhere,
   * gone when `use` ends. A copy takes as much room as the object: without it `Fault('full', 'disk-full')` before the first byte.
   */
  withFile<R>(key: string, use: (path: string) => Promise<R>): Promise<R>
  /** A fresh empty local folder for outputs, on the disk that makes `putFile` cheap; removed when `use` ends. */
  withFolder<R>(use: (path: string) => Promise<R>): Promise<R>
  /** Bodies that arrive over many requests. */
  readonly incoming: Incoming
  /**
   * Where a web server in front, or a browser, can read the object without this process. Names what may not be there: nobody has looked.
   */
  locate(key: string, asked: LocateOptions): Promise<Location>
  /** Free bytes, null when the store has no such figure. */
  free(): Promise<number | null>
  /** Throws when the store cannot be written. For /readyz. */
  ping(): Promise<void>
  /** Removes what processes that are no more have left half-written; resolves with how much. Nothing of `incoming`. */
  sweep(signal: AbortSignal): Promise<number>
  close(): Promise<void>
}

/** A file of this machine, or an address that is good for a while. */
export type Location = { file: string } | { url: string }
export type LocateOptions = {
  /** Who goes there: a server beside the house, or a browser anywhere. */
  reader: 'server' | 'browser'
  method: 'GET' | 'HEAD'
  /** What the answer there says of itself, as far as the place can be told. */
  contentType: string
  disposition: string | undefined
  cacheControl: string
  /** Seconds for which an address is good, at least; at most half as much again. */
  seconds: number
}

/**
 * Bodies that arrive in pieces, over days and restarts, and become an object when the last byte is in. Seen under no key
 * until then. One writer at a time for one id; who calls sees to that.
 */
export interface Incoming {
  /** Bytes received so far, the last of them perhaps not yet durable; null when nothing has come or it has become an object. */
  size(id: string): Promise<number | null>
  /** The same, once all of them are durable: what a client may be told. */
  sync(id: string): Promise<number | null>
  /**
   * Writes `body` from `offset` on and resolves with the new durable size. The chunks are not the caller's any more. When `body` fails or the disk is full, what came
   * before is kept and synced, then it throws; a store that is away keeps what it has answered. Stops with `Fault('full', 'disk-full')` while
   * `keptFree` bytes are left. Throws `Fault('conflict', 'wrong-offset')` when `offset` is not the size.
   */
  append(id: string, offset: number, body: AsyncIterable<Uint8Array>, to: Destination): Promise<number>
  /** Makes it the object `key`, durably, without copying. True ground when that has happened before. */
  complete(id: string, key: string): Promise<void>
  /** Also fine when there is nothing. */
  discard(id: string): Promise<void>
  list(): AsyncIterable<{ id: string; size: number; modifiedAt: Date }>
}

/** What a body becomes once it is whole, and who may write to it. The same in every call. */
export type Destination = { key: string; size: number; hold: Hold }

/**
 * Who may write now. `check` is asked before every write and throws when it is somebody else; `epoch` grows with every holder, so that what one
 * whose time is over has on its way replaces nothing of a later one.
 */
export type Hold = { readonly epoch: number; check(): void }

/** For whoever has nobody beside it. */
export const soleHold: Hold = { epoch: 0, check: () => undefined }

/** Bytes of room that bodies of members leave, so that the database on the same disk goes on when they have filled it. */
export const keptFree = 32 * 2 ** 20

/** Throws `Fault('invalid', 'bad-key')` for anything that is not a key: traversal, hidden parts, empty parts, unicode. */
export function checkKey(key: string): string {
  if (key.length > 512 || !/^[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/.test(key))
    throw new Fault('invalid', 'bad-key', 'This is not a name of a stored file.')
  return key
}

/** `uploads/2026/11/21/<id>`: shards by the day the id was made (UUIDv7 carries it), so that no folder grows without bound. */
export function uploadFolder(id: string): string {
  const day = new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toISOString().slice(0, 10)
  return `uploads/${day.replaceAll('-', '/')}/${id}`
}
