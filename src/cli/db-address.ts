import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { apps } from '../apps.ts'
import type { Config } from '#platform/config/config.ts'
import { readConfig } from '#platform/config/read-config.ts'
import { Fault } from '#platform/errors.ts'

/** One end of `db copy` as a person gives it: an address, or a file that holds one. */
export type DbAddress = { address?: string | undefined; urlFile?: string | undefined; option: 'from' | 'to' }

/**
 * The database that is meant: `env` (this house's own), `sqlite:<path>`, `env:<NAME>`, or `postgres://…` without a password.
 * Throws `Fault('invalid')` for anything else, above all for a password, which every program on the machine could read there.
 */
export function readDbAddress({ address, urlFile, option }: DbAddress, env: NodeJS.ProcessEnv): Config['db'] {
  if (urlFile && address) throw wrong(`Give --${option} or --${option}-url-file, not both.`)
  if (urlFile) return postgresAt(readUrl(urlFile, option), `the file ${urlFile}`, env)
  if (!address || address === 'env') return readConfig(env, apps).db
  if (address.startsWith('sqlite:')) return { engine: 'sqlite', file: sqliteFile(address, option) }
  if (address.startsWith('env:')) {
    const name = address.slice('env:'.length)
    const url = env[name]?.trim()
    if (!url) throw wrong(`--${option} env:${name}: ${name} is not set.`)
    return url.startsWith('sqlite:')
      ? { engine: 'sqlite', file: sqliteFile(url, option) }
      : postgresAt(url, name, env)
  }
  if (!/^postgres(ql)?:/.test(address))
    throw wrong(
      `--${option} is one of: env, sqlite:/path/longhouse.db, env:NAME (a variable that holds the address), postgres://user@host/database.`,
    )
  if (hasPassword(address))
    throw wrong(
      `--${option} holds a password, which every program on this machine can read. Nothing was done. Put the address into a variable and say --${option} env:NAME, or into a file and say --${option}-url-file; and change that password, as the shell may have kept it.`,
    )
  return postgresAt(address, `--${option}`, env)
}

function sqliteFile(address: string, option: string): string {
  const path = address.replace(/^sqlite:(\/\/(?=\/))?/, '')
  if (!path)
    throw wrong(`--${option} sqlite: needs the path of the database, as in sqlite:./data/longhouse.db.`)
  return resolve(path)
}

function readUrl(file: string, option: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw wrong(`--${option}-url-file ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`)
  }
}

/** As DATABASE_URL would be read, with the authority that the environment names for TLS. */
function postgresAt(url: string, place: string, env: NodeJS.ProcessEnv): Config['db'] {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol))
    throw wrong(`${place} holds no address that starts with postgres://.`)
  const { DATABASE_CA, DATABASE_CA_FILE } = env
  // The key is asked for wherever there is PostgreSQL, but a move signs nothing.
  const unused = 'x'.repeat(32)
  return readConfig({ DATABASE_URL: url, SECRET_KEY: unused, DATABASE_CA, DATABASE_CA_FILE }, apps).db
}

function hasPassword(address: string): boolean {
  if (!URL.canParse(address)) return /:[^/@]*@/.test(address)
  const { password, searchParams } = new URL(address)
  return password !== '' || searchParams.has('password')
}

const wrong = (message: string) => new Fault('invalid', 'address', message)
