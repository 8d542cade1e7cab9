import type { ClientBase } from 'pg'

/**
 * So that the server notices within seconds that the network took its client away, also while the client waits there for a lock: what
 * such a client has locked holds up everybody else. Stays in the connection; pgbouncer, which has it from many, is told the same by all of them.
 * A server that does not know a setting (PostgreSQL 13 knows no look at clients that wait) goes without it.
 */
export async function forgetsTheDead(client: ClientBase): Promise<void> {
  await client.query(telling)
}

/** Seconds, but milliseconds where the name says nothing else to PostgreSQL: what was sent and not acknowledged, a look at one that waits. */
const settings = {
  tcp_keepalives_idle: '2',
  tcp_keepalives_interval: '1',
  tcp_keepalives_count: '3',
  tcp_user_timeout: '4000',
  client_connection_check_interval: '1000',
}

/** Milliseconds; the types of pg do not know that a statement may have a time of its own. */
const telling = {
  text: `select set_config(name, value, false) from pg_settings
    join (values ${Object.entries(settings)
      .map(([name, value]) => `('${name}', '${value}')`)
      .join(', ')}) as asked (name, value) using (name)`,
  query_timeout: 4000,
}
