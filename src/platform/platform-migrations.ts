import { audit } from './audit/migrations/0011-audit.ts'
import { accounts } from './auth/migrations/0002-accounts.ts'
import { spaceRows } from './auth/migrations/0007-space-rows.ts'
import { memberNames } from './auth/migrations/0008-member-names.ts'
import { listIndexes } from './auth/migrations/0010-list-indexes.ts'
import { lettersRefused } from './auth/migrations/0012-letters-refused.ts'
import type { MigrationSet } from './db/db.ts'
import { duties } from './duties/migrations/0006-duties.ts'
import { idempotencyKeys } from './http/migrations/0004-idempotency-keys.ts'
import { uploads } from './http/migrations/0003-uploads.ts'
import { uploadLocks } from './http/migrations/0009-upload-locks.ts'
import { search } from './search/migrations/0005-search.ts'
import { jobs } from './queue/migrations/0001-jobs.ts'

/** The tables of the platform itself, in order. */
export const platformMigrations: MigrationSet = {
  owner: 'platform',
  migrations: [
    jobs,
    accounts,
    uploads,
    idempotencyKeys,
    search,
    duties,
    spaceRows,
    memberNames,
    uploadLocks,
    listIndexes,
    audit,
    lettersRefused,
  ],
}
