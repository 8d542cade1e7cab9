import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { asPostgres, ownedByPostgres } from './postgres-account.ts'
import { freePort, startProgram } from './program.ts'

/**
 * pgbouncer in transaction mode before the PostgreSQL at `port`: few connections behind, lent to whoever begins a transaction. Passes
 * on every database under its own name.
 */
export async function startPgbouncer(
  folder: string,
  server: { port: number; connections: number },
): Promise<{ port: number; stop(): Promise<void> }> {
  await mkdir(folder, { recursive: true })
  const port = await freePort()
  const accounts = join(folder, 'accounts')
  const settings = join(folder, 'pgbouncer.ini')
  await writeFile(accounts, '"longhouse" "longhouse"\n')
  await writeFile(
    settings,
    settingsOf({ accounts, port, server: server.port, connections: server.connections }),
  )
  for (const path of [folder, accounts, settings]) await ownedByPostgres(path)
  const [command, ...args] = asPostgres(['pgbouncer', settings], 'KILL')
  const program = await startProgram({
    command: command!,
    args,
    ready: async () => {
      const client = new Client(`postgres://longhouse@127.0.0.1:${port}/postgres`)
      client.on('error', () => {})
      await client.connect()
      await client.end()
      return true
    },
  })
  return { port, stop: () => program.stop('SIGKILL') }
}

const settingsOf = (of: {
  accounts: string
  port: number
  server: number
  connections: number
}) => `[databases]
* = host=127.0.0.1 port=${of.server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${of.port}
unix_socket_dir =
auth_type = trust
auth_file = ${of.accounts}
pool_mode = transaction
default_pool_size = ${of.connections}
max_client_conn = 400
`
