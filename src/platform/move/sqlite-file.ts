import Database from 'better-sqlite3'
import { Fault } from '../errors.ts'

/** Opens a SQLite file. Throws `Fault('unavailable', 'db-unreachable')` in words for one that cannot be read or is none. */
export function openSqliteFile(file: string, options: Database.Options): Database.Database {
  let database: Database.Database | null = null
  try {
    database = new Database(file, options)
    database.prepare('select 1 from sqlite_schema').get()
    return database
  } catch (error) {
    database?.close()
    throw unusable(file, error as Error)
  }
}

export const unusable = (file: string, error: Error) =>
  new Fault(
    'unavailable',
    'db-unreachable',
    `${file} cannot be used as a SQLite database: ${error.message}. It has to be readable and writable, with its folder, by the account that runs this command.`,
    { cause: error },
  )
