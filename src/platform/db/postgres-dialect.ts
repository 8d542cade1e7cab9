import { sql } from 'kysely'
import type { Dialect } from './db.ts'

export const postgresDialect: Dialect = { name: 'postgres', skipLocked: sql`for update skip locked` }
