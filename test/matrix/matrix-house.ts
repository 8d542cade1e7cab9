import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { apps } from '../../src/apps.ts'
import { compose, type House } from '../../src/compose.ts'
import type { RouteContract } from '../../src/contract/route.ts'
import { readConfig } from '../../src/platform/config/read-config.ts'
import { readinessOf } from '../../src/roles/readiness.ts'
import { startWeb } from '../../src/roles/web.ts'
import type { AppMatrix } from '../../src/platform/auth/matrix.ts'
import { openAuditWatch } from './audit-watch.ts'
import { appCases, matrixOf } from './app-cases.ts'
import type { Case } from './cases.ts'
import { type ActorName, actors, openCasting } from './cast.ts'
import { missingRows, observe, type Row } from './observe.ts'
import { unaudited } from './unaudited.ts'
import { platformCases } from './platform-cases.ts'

/** One of the tables: the platform's or an app's. */
export type Part = {
  id: string
  contracts: RouteContract[]
  cases: Case[]
  /** What its owner says of routes that leave nothing in the audit log. */
  unaudited: Readonly<Record<string, string>>
}

/** A real composed house with its routes asked over HTTP. `change` plants a variant of it, `engines` are settings of its own. */
export async function openMatrixHouse(
  change: (house: House) => House = (house) => house,
  engines: NodeJS.ProcessEnv = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'longhouse-matrix-'))
  const env = {
    DATA_DIR: folder,
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'fatal',
    TRUST_PROXY: 'loopback',
    // An account asks a thousand times in a minute here.
    RATE_LIMIT: '1000000',
    ...engines,
  }
  const composed = await compose(readConfig(env, apps))
  const house = change(composed)
  const http = await startWeb(house, {
    readiness: readinessOf(house, null),
    figures: () => house.platform.metrics.registry.metrics(),
  })
  const origin = await http.listen()
  const scopes = Object.keys({
    'space:read': '',
    'space:write': '',
    'jobs:read': '',
    'jobs:write': '',
    'search:read': '',
    'audit:read': '',
    ...Object.assign({}, ...house.apps.map(({ app }) => app.scopes)),
  })
  const watch = openAuditWatch(composed)
  const casting = await openCasting(house, scopes)
  const matrices = new Map<string, AppMatrix>()
  for (const id of apps) matrices.set(id, await matrixOf(id))

  return {
    house,
    origin,
    /** The contracts of the routes that are really bound, each in the part that owns it. */
    async parts(): Promise<Part[]> {
      const sample = await casting()
      const bound = house.routes.map((route) => route.contract)
      const owned = new Set(house.apps.flatMap(({ app }) => app.contract.map((contract) => contract.id)))
      const own = bound.filter((contract) => !owned.has(contract.id))
      const parts = [{ id: 'platform', contracts: own, cases: platformCases(house, own), unaudited }]
      for (const { app } of house.apps) {
        const ids = new Set(app.contract.map((contract) => contract.id))
        const contracts = bound.filter((contract) => ids.has(contract.id))
        const cases = await appCases(house, contracts, matrices.get(app.id)!, sample)
        const { unaudited = {} } = matrices.get(app.id)!
        parts.push({ id: app.id, contracts, cases, unaudited })
      }
      return parts
    },
    observe: (cases: readonly Case[], who: readonly ActorName[] = actors): Promise<Row[]> =>
      observe(origin, cases, casting, watch, who),
    missing: (parts: readonly Part[]) => parts.flatMap((part) => missingRows(part.contracts, part.cases)),
    async close() {
      await http.close(0)
      await composed.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
