import Database from 'better-sqlite3'
import { Fault } from '../errors.ts'
import { dbBusy } from './write-queue.ts'

/** What SQLite says, as the rules know it. Anything else passes through: it is a fault of the house, not of a person. */
export function sqliteFault(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error
  switch (error.code) {
    case 'SQLITE_CONSTRAINT_UNIQUE':
    case 'SQLITE_CONSTRAINT_PRIMARYKEY':
    case 'SQLITE_CONSTRAINT_ROWID':
      return new Fault('conflict', 'taken', 'This is already taken. Nothing was changed.', { cause: error })
    case 'SQLITE_CONSTRAINT_FOREIGNKEY':
      return new Fault(
        'conflict',
        'linked',
        'Something else that this belongs to is gone or still needs it.',
        {
          cause: error,
        },
      )
    case 'SQLITE_CONSTRAINT_CHECK':
    case 'SQLITE_CONSTRAINT_NOTNULL':
      return new Fault('invalid', 'refused-by-db', 'The database refuses this value. Nothing was changed.', {
        cause: error,
      })
    case 'SQLITE_FULL':
    // The log's index in shared memory found no room.
    case 'SQLITE_IOERR_SHMSIZE':
      return new Fault(
        'full',
        'disk-full',
        'The disk is full. Nothing was changed; free some room and try again.',
        {
          cause: error,
        },
      )
    default:
      return isBusy(error) ? dbBusy(error) : error
  }
}

export const isBusy = (error: unknown): boolean =>
  error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code)
