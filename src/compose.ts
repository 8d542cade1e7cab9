import { join } from 'node:path'
import type { App } from './platform/app.ts'
import { authActions } from './platform/auth/auth-audit.ts'
import { openAuth } from './platform/auth/open-auth.ts'
import { auditRoutes, auditScopes } from './platform/audit/audit-routes.ts'
import { openAudit } from './platform/audit/open-audit.ts'
import { purgeAuditJob } from './platform/audit/purge-audit-job.ts'
import { openBus } from './platform/bus/open-bus.ts'
import { openCache } from './platform/cache/open-cache.ts'
import { openCapabilities } from './platform/capabilities/capabilities.ts'
import { type Clock, systemClock } from './platform/clock.ts'
import type { Config } from './platform/config/config.ts'
import { type Migrator, openMigrator } from './platform/db/migrator.ts'
import { partitionMaker } from './platform/db/make-partitions-job.ts'
import { openDb } from './platform/db/open-db.ts'
import { openFences } from './platform/db/open-fences.ts'
import { openCursors } from './platform/http/cursors.ts'
import type { BoundRoute } from './platform/http/handle.ts'
import { type Idempotency, openIdempotency } from './platform/http/idempotency.ts'
import { openSignedPaths } from './platform/http/signed-paths.ts'
import { openUploadLocks } from './platform/http/open-upload-locks.ts'
import { type OpenedUploads, openUploads } from './platform/http/uploads.ts'
import { openMediaDelivery } from './platform/http/media-delivery.ts'
import { mediaRoutes } from './platform/http/media-routes.ts'
import { openMail } from './platform/mail/open-mail.ts'
import { openMedia } from './platform/media/open-media.ts'
import { openLog } from './platform/observability/open-log.ts'
import { openMetrics } from './platform/observability/open-metrics.ts'
import type { Platform } from './platform/platform.ts'
import { platformMigrations } from './platform/platform-migrations.ts'
import { jobActions, jobRoutes, jobScopes } from './platform/queue/job-routes.ts'
import { openQueue } from './platform/queue/open-queue.ts'
import { type OpenedShared, openShared } from './platform/redis/open-redis.ts'
import type { JobHandler } from './platform/queue/queue.ts'
import { type OpenedSearch, openSearch } from './platform/search/open-search.ts'
import { searchRoutes, searchScopes } from './platform/search/search-routes.ts'
import { openStorage } from './platform/storage/open-storage.ts'
import { sweepStorageJob } from './platform/storage/sweep-storage-job.ts'
import type { Auth } from './platform/auth/auth.ts'
import type { OpenedApp } from './platform/app.ts'
import type { Logger } from 'pino'

/** A house that is open: everything the roles work with. `close` undoes it in reverse. */
export type House = {
  platform: Platform
  log: Logger
  auth: Auth
  migrator: Migrator
  idempotency: Idempotency
  uploads: OpenedUploads
  search: OpenedSearch
  shared: OpenedShared
  apps: { app: App; opened: OpenedApp }[]
  routes: BoundRoute[]
  jobs: JobHandler[]
  close(): Promise<void>
}

/**
 * The composition root: opens log, what processes share, db, storage, bus, cache, search, queue, auth, uploads, media, then the apps. `migrate` false leaves the
 * schema as it is (`db` commands). What was opened before a fault is closed again.
 */
export async function compose(
  config: Config,
  options: { migrate?: boolean; clock?: Clock } = {},
): Promise<House> {
  const opened: { close(): Promise<void> | void }[] = []
  const closing = <T extends { close(): Promise<void> | void }>(part: T): T => {
    opened.push(part)
    return part
  }
  const close = async () => {
    for (const part of opened.splice(0).toReversed()) await part.close()
  }
  try {
    return { ...(await open(config, options, closing)), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function open(
  config: Config,
  { migrate = true, clock = systemClock }: { migrate?: boolean; clock?: Clock },
  closing: <T extends { close(): Promise<void> | void }>(part: T) => T,
): Promise<Omit<House, 'close'>> {
  const log = openLog(config)
  const metrics = openMetrics()
  const shared = closing(await openShared(config.shared, { log, metrics }))
  const fences = await openFences(shared)
  const db = closing(await openDb(config.db, { log, metrics, fences }))
  const apps = await Promise.all(config.apps.map(loadApp))
  const migrator = openMigrator(db, [platformMigrations, ...apps.map((app) => app.migrations)])
  if (migrate) await migrator.up()
  const storage = closing(await openStorage(config.storage, { log }))
  const bus = closing(await openBus(shared, { log }))
  const cache = closing(await openCache(shared, { log, bus }))
  const cursors = openCursors(config.secretKey)
  const search = closing(await openSearch({ db, cursors, clock, log }))
  // Before the queue, whose jobs may still be writing when it stops.
  const mail = closing(openMail(config, { log }))
  const queue = await openQueue(shared, { db, bus, log, metrics, clock })
  closing({ close: () => queue.stop(10) })
  const audit = openAudit({
    clock,
    actions: [
      ...Object.values(authActions),
      ...Object.values(jobActions),
      ...apps.flatMap((app) => app.audited ?? []),
    ],
  })
  const scopes = Object.assign(
    {},
    jobScopes,
    searchScopes,
    auditScopes,
    ...apps.map((app) => app.scopes),
  ) as Record<string, string>
  const auth = await openAuth({
    config,
    db,
    cache,
    bus,
    shared,
    queue,
    search,
    audit,
    mail,
    clock,
    log,
    scopes,
  })
  closing(auth)
  const signedPaths = openSignedPaths({ secretKey: config.secretKey, cdnUrl: config.cdnUrl, clock })
  const locks = closing(await openUploadLocks(config, { db, bus, clock, log }))
  const uploads = openUploads({ config, db, storage, clock, log, metrics, auth, locks })
  const media = openMedia({ log, metrics })
  const idempotency = openIdempotency({ db, clock })
  const { accounts, passwords } = auth
  const capable = openCapabilities()
  const platform: Platform = {
    config,
    clock,
    log,
    metrics,
    // Apps create in answer to requests that may be sent twice.
    db: idempotency.db,
    storage,
    cache,
    bus,
    queue,
    search,
    audit,
    cursors,
    signedPaths,
    uploads,
    media,
    mail,
    accounts,
    passwords,
    capable,
  }

  const openedApps = apps.map((app) => ({ app, opened: app.open(platform) }))
  for (const { opened } of openedApps) if (opened.live) closing({ close: () => opened.live!.close() })
  for (const { opened } of openedApps) if (opened.close) closing({ close: () => opened.close!() })
  for (const { opened } of openedApps) capable.offer(opened.offers ?? {})
  if (migrate) await uploads.use(openedApps.flatMap(({ opened }) => opened.uploadOwners ?? []))
  const sources = [
    ...auth.searchSources.map((source) => ({ source, scope: source.scope ?? 'space:read' })),
    ...openedApps.flatMap(({ app, opened }) =>
      (opened.searchSources ?? []).map((source) => ({ source, scope: source.scope ?? `${app.id}:read` })),
    ),
  ]
  for (const { source } of sources) search.use(source)
  const kindScopes = new Map(sources.map(({ source, scope }) => [source.kind, scope]))
  const doors = openedApps.flatMap(({ opened }) => opened.mediaDoors ?? [])
  const { publicUrl, cdnUrl } = config
  const deliver = openMediaDelivery(config.mediaDelivery, storage)
  return {
    platform,
    log,
    auth,
    migrator,
    idempotency,
    uploads,
    search,
    shared,
    apps: openedApps,
    routes: [
      ...auth.routes,
      ...jobRoutes({ queue, db, cursors, audit }),
      ...searchRoutes({ search, accounts, scopes: kindScopes }),
      ...auditRoutes({ db, audit, accounts, search, cursors }),
      ...uploads.routes,
      ...mediaRoutes({ storage, deliver, signedPaths, doors, publicUrl, cdnUrl }),
      ...openedApps.flatMap(({ opened }) => opened.routes),
    ],
    jobs: [
      ...auth.jobs,
      ...uploads.jobs,
      sweepStorageJob(storage),
      ...idempotency.jobs,
      ...search.jobs,
      purgeAuditJob({ db, clock, config }),
      partitionMaker({ db, clock, log }),
      ...openedApps.flatMap(({ opened }) => opened.jobs),
    ],
  }
}

/** The app of a folder, by convention: `apps/<id>/server/<id>-app.ts` exports `app`. */
export async function loadApp(id: string): Promise<App> {
  const { app } = (await import(`./apps/${id}/server/${id}-app.ts`)) as { app: App }
  if (app.id !== id) throw new Error(`src/apps/${id} calls itself ${app.id}`)
  return app
}

/** The built web app. */
export const webRoot = join(import.meta.dirname, '../dist/web')
