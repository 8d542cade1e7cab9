import { Fault } from '../errors.ts'
import type { Hold } from '../storage/storage.ts'

/**
 * One request at a time works on an upload, in all processes of the house. Who comes later asks the holder to stop and waits for its turn: the
 * holder may be a connection that died without a word, or a process that did.
 */
export interface UploadLocks {
  /** The shape of tus's lockers. `lock` throws `Fault('conflict', 'upload-busy')` when the turn does not come in time. */
  newLock(id: string): {
    lock(signal: AbortSignal, askToStop: () => void | Promise<void>): Promise<void>
    unlock(): Promise<void>
  }
  /** Runs `work` while it holds the lock; nobody can ask it to stop. */
  hold<R>(id: string, work: () => Promise<R>): Promise<R>
  /**
   * What the holder in this process writes under. Its `check` throws `Fault('conflict', 'upload-taken')` from the moment on at which another process
   * may have taken the lock, as from one that was stopped and goes on.
   */
  holdOf(id: string): Hold
  /** Asks every holder of this process to stop. */
  askAllToStop(): void
  /** Forgets what uploads that have long run out have left. */
  tidy(): Promise<void>
  close(): Promise<void>
}

/** Seconds that one waits for its turn. */
export const turnSeconds = 10

export const busy = () =>
  new Fault(
    'conflict',
    'upload-busy',
    'Another connection is sending this file. What has arrived is kept; try again in a moment.',
    { retryAfterSeconds: 5 },
  )

export const taken = () =>
  new Fault(
    'conflict',
    'upload-taken',
    'Another connection has gone on with this file. What has arrived is kept; ask where it stands and go on from there.',
    { retryAfterSeconds: 1 },
  )
