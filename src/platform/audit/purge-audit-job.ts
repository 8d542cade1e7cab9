import { Strict } from '../../contract/shapes.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config/config.ts'
import type { Db } from '../db/db.ts'
import { idFrom } from '../ids.ts'
import { handler, type JobHandler, jobType } from '../queue/queue.ts'
import { dropEntries } from './audit-store.ts'
import type { AuditTables } from './audit-tables.ts'

const atOnce = 500

/** Removes entries that are older than the house keeps them, in short transactions. */
export function purgeAuditJob({ db, clock, config }: Needs): JobHandler {
  const tables = db.tables<AuditTables>()
  return handler({
    type: purgeAudit,
    async run(_, context) {
      if (config.auditKeepDays === null) return
      const below = idFrom(clock.now() - config.auditKeepDays * 24 * 3600 * 1000)
      for (let removed = atOnce; removed === atOnce;) {
        context.signal.throwIfAborted()
        removed = await context.fenced(tables, (tx) => dropEntries(tx, below, atOnce))
      }
    },
  })
}

type Needs = { db: Db; clock: Clock; config: Pick<Config, 'auditKeepDays'> }

const purgeAudit = jobType({
  name: 'platform.purge-audit',
  payload: Strict({}),
  timeoutSeconds: 1800,
  cron: '11 4 * * *',
})
