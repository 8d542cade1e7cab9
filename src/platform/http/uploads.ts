import { Strict } from '../../contract/shapes.ts'
import type { Accounts } from '../auth/accounts.ts'
import type { Auth } from '../auth/auth.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config/config.ts'
import type { AnyReader, AnyTx, Db } from '../db/db.ts'
import type { Log } from '../observability/log.ts'
import type { Metrics } from '../observability/metrics.ts'
import { handler, type JobHandler, jobType } from '../queue/queue.ts'
import type { Storage } from '../storage/storage.ts'
import type { BoundRoute } from './handle.ts'
import { tusRoutes } from './tus-routes.ts'
import type { UploadLocks } from './upload-locks.ts'
import { uploadMeasures } from './upload-measures.ts'
import { openUploadSessions } from './upload-sessions.ts'

/**
 * Resumable uploads (tus 1.0) at `/uploads/<id>`. An app announces a file, gets a URL for the client, and is told when the last
 * byte is on disk. Upload sessions live 7 days; what was not finished by then is removed, the app is told. Whoever is no longer
 * a member of the space sends nothing more and finishes nothing: what has arrived waits until the session runs out.
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
  /** Throws what `create` throws for want of room: for what an app stores without an upload of its own. */
  checkRoom(tx: AnyTx, file: { spaceId: string; size: number }): Promise<void>
  /** Ends an upload and removes its bytes after the commit. No-op when finished. */
  abandon(tx: AnyTx, subjectId: string): Promise<void>
  /** Bytes received so far, null when there is no open upload. */
  offset(subjectId: string): Promise<number | null>
}

/** What an app registers to be told about its uploads. `finished` and `expired` run inside the transaction that ends the upload session, exactly once. */
export type UploadOwner = {
  owner: string
  /** The scope with which an API key may send to its uploads; without one no key may. */
  scope?: string
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
  /** Bytes of the originals this app keeps for a space, without those whose upload is open. Counted against `SPACE_QUOTA`. */
  storedBytes(read: AnyReader, spaceId: string): Promise<number>
}

export type OpenedUploads = Uploads & {
  routes: BoundRoute[]
  jobs: JobHandler[]
  /**
   * Registers the apps' owners, once, after the migrations. Resolves when uploads whose last byte came right before a crash
   * have been handed to them. Never throws: what fails is logged and tried again by the hourly job.
   */
  use(owners: readonly UploadOwner[]): Promise<void>
  /**
   * For a graceful stop, before the server drains: connections that send are answered with the offset they have reached. Their
   * clients go on by themselves when the house is back.
   */
  stop(): void
}

/** Sessions over `db` and `storage`, tus in front of them, and the hourly job that ends what ran out. */
export function openUploads(house: {
  config: Pick<Config, 'maxUploadSize' | 'spaceQuota'>
  db: Db
  storage: Storage
  clock: Clock
  log: Log
  metrics: Metrics
  locks: UploadLocks
  auth: Pick<Auth, 'watch'> & { accounts: Pick<Accounts, 'role'> }
}): OpenedUploads {
  const { locks } = house
  const owners = new Map<string, UploadOwner>()
  const log = house.log.child({ part: 'uploads' })
  const sessions = openUploadSessions({
    ...house,
    log,
    owners,
    accounts: house.auth.accounts,
    measures: uploadMeasures(house.metrics),
  })
  return {
    create: sessions.create,
    checkRoom: sessions.checkRoom,
    abandon: sessions.abandon,
    offset: sessions.offset,
    routes: tusRoutes({
      sessions,
      locks,
      watch: house.auth.watch,
      maxUploadSize: house.config.maxUploadSize,
    }),
    jobs: [handler({ type: expireUploads, run: (_, { signal }) => sessions.tidy(signal) })],
    async use(registered) {
      for (const owner of registered) owners.set(owner.owner, owner)
      await sessions
        .heal()
        .catch((error: unknown) => log.error({ err: error }, 'uploads could not be healed'))
    },
    stop: () => locks.askAllToStop(),
  }
}

const expireUploads = jobType({
  name: 'platform.expire-uploads',
  payload: Strict({}),
  timeoutSeconds: 1800,
  cron: '7 * * * *',
})
