import type { RouteContract } from '../contract/route.ts'
import type { AuditAction } from './audit/audit.ts'
import type { MigrationSet } from './db/db.ts'
import type { Capabilities } from './capabilities/capabilities.ts'
import type { BoundRoute } from './http/handle.ts'
import type { Health } from './http/health-routes.ts'
import type { RawDoor } from './http/raw-door.ts'
import type { MediaDoor } from './http/signed-paths.ts'
import type { UploadOwner } from './http/uploads.ts'
import type { Platform } from './platform.ts'
import type { JobHandler, JobType } from './queue/queue.ts'
import type { SearchSource } from './search/search.ts'

/** An app: what stands in `apps/<id>/server/<id>-app.ts` as `export const app`. */
export type App = {
  id: string
  title: string
  migrations: MigrationSet
  /** Every route of the app, for OpenAPI and the access matrix; the same ones `open` binds. */
  contract: RouteContract[]
  /** Scopes that an API key can be given, with a sentence for the person who ticks them. */
  scopes: Record<string, string>
  /** Every job type the app adds: the start is refused unless `open` gives back exactly one handler for each. */
  jobTypes?: readonly JobType[]
  /** Everything the app writes into the audit log. */
  audited?: readonly AuditAction[]
  open(platform: Platform): OpenedApp
}

/** What an opened app gives back. The web role uses routes, doors and uploads; the worker role uses jobs. */
export type OpenedApp = {
  routes: BoundRoute[]
  jobs: JobHandler[]
  mediaDoors?: MediaDoor[]
  /** What is answered before the framework, in every process that answers requests. */
  rawDoors?: RawDoor[]
  uploadOwners?: UploadOwner[]
  /** What of this app can be found; it says `search.changed` when something changes. */
  searchSources?: SearchSource[]
  /** Storage keys that rows of this app own among `keys`; the rest are orphans (`longhouse doctor --storage`). */
  ownedKeys?(keys: string[]): Promise<Set<string>>
  /** What this app does for others, which ask for it by name and do without where nobody offers it. */
  offers?: Partial<Capabilities>
  /** What it does in processes of the live role. */
  live?: LiveWork
  /** Fills an empty house with something to look at. Progress by `say`. */
  demo?(place: { spaceId: string; accountIds: string[]; say: (line: string) => void }): Promise<void>
  close?(): Promise<void>
}

/** Takes streams in and sends them out, through the app's `rawDoors`. */
export type LiveWork = {
  /** `address` is where other processes reach this one. What cannot be opened is told by `health` and in the log; the house goes on. */
  start(address: string): Promise<void>
  health(): Promise<Health>
  /** Ends streams so that their encoders come back elsewhere or later. Nothing where it was not started. */
  stop(graceSeconds: number): Promise<void>
  close(): void
}
