import { execFile } from 'node:child_process'
import { chmod, chown } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

// PostgreSQL and pgbouncer refuse to be root. As anybody else they are just started.

const programs = '/usr/lib/postgresql/15/bin'
const isRoot = process.getuid?.() === 0

/** One of PostgreSQL's own programs. */
export const postgresProgram = (name: string): string => join(programs, name)

/** The command to run as the account `postgres`. Whoever starts it takes it along by `death` when it dies: nothing stays behind. */
export const asPostgres = (command: readonly string[], death: 'QUIT' | 'KILL' = 'QUIT'): string[] => [
  'setpriv',
  `--pdeathsig=${death}`,
  ...(isRoot ? ['--reuid=postgres', '--regid=postgres', '--init-groups'] : []),
  ...command,
]

/** Runs one of PostgreSQL's own programs to its end. Throws what it says when that is not 0. */
export async function runPostgres(name: string, args: readonly string[]): Promise<void> {
  const [command, ...rest] = asPostgres([postgresProgram(name), ...args])
  await promisify(execFile)(command!, rest, { cwd: '/' })
}

/** Lets that account own a file or folder, and everybody look into a folder. */
export async function ownedByPostgres(path: string, mode = 0o755): Promise<void> {
  await chmod(path, mode)
  if (!isRoot) return
  const id = async (flag: string) => Number((await promisify(execFile)('id', [flag, 'postgres'])).stdout)
  await chown(path, await id('-u'), await id('-g'))
}
