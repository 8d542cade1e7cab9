import type { Dialect } from './db.ts'

export const postgresDialect: Dialect = { name: 'postgres' }
