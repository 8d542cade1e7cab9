import type { Readable } from 'node:stream'
import { Fault } from '../errors.ts'

/**
 * The storage engine: bytes under keys. A key is `a/b/c` of `[A-Za-z0-9._-]` parts made from ids, never from names that
 * people type; anything else throws. Nothing is ever seen half-written: drivers write aside, sync, then move into place.
 * Every verb throws `Fault('full', 'disk-full')` when there is no room and an ordinary Error when the store is not there.
 */
export interface Storage {
  /** Streams a body in; resolves with its size once it is durable. Replaces what was there. Aborting leaves nothing. */
  put(key: string, body: Readable | Uint8Array, options?: { signal?: AbortSignal }): Promise<{ size: number }>
  /** Moves a finished local file in (a rename when it is the same disk). Durable when resolved. */
  putFile(key: string, path: string): Promise<{ size: number }>
  /** Bytes from `start` to `end`, both inclusive; all without range. Throws `Fault('missing', 'no-object')`. */
  get(key: string, range?: { start: number; end: number }): Promise<Readable>
  /** null when it is not there. */
  stat(key: string): Promise<{ size: number; modifiedAt: Date } | null>
  /** Also true ground when it is not there: deleting twice is fine. */
  delete(key: string): Promise<void>
  /** Deletes every key below `prefix/`. */
  deleteAll(prefix: string): Promise<void>
  /** Every key below `prefix/` in byte order, or all. */
  list(prefix?: string): AsyncIterable<{ key: string; size: number; modifiedAt: Date }>
  /** Replaces `to`. Throws `Fault('missing', 'no-object')`. */
  move(from: string, to: string): Promise<void>
  /**
   * A readable local path for programs that need a file: the file itself on disk storage, a temporary copy elsewhere,
   * gone when `use` ends.
   */
  withFile<R>(key: string, use: (path: string) => Promise<R>): Promise<R>
  /** A fresh empty local folder for outputs, on the disk that makes `putFile` cheap; removed when `use` ends. */
  withFolder<R>(use: (path: string) => Promise<R>): Promise<R>
  /** Bodies that arrive over many requests. */
  readonly incoming: Incoming
  /** Free bytes, null when the store has no such figure. */
  free(): Promise<number | null>
  /** Throws when the store cannot be written. For /readyz. */
  ping(): Promise<void>
  close(): Promise<void>
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
   * before is kept and synced, then it throws. Stops with `Fault('full', 'disk-full')` while `keptFree` bytes are left.
   * Throws `Fault('conflict', 'wrong-offset')` when `offset` is not the size.
   */
  append(id: string, offset: number, body: AsyncIterable<Uint8Array>): Promise<number>
  /** Makes it the object `key`, durably, without copying. True ground when that has happened before. */
  complete(id: string, key: string): Promise<void>
  /** Also fine when there is nothing. */
  discard(id: string): Promise<void>
  list(): AsyncIterable<{ id: string; size: number; modifiedAt: Date }>
}

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
