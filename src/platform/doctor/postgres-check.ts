import { Client } from 'pg'
import type { PostgresConfig } from '../config/config.ts'
import { postgresAddress } from '../db/postgres-address.ts'
import { type Finding, findings } from './finding.ts'
import { otherClock } from './other-clock.ts'

/** Looks at the primary and at each replica of a house. */
export async function checkPostgres(config: PostgresConfig): Promise<Finding[]> {
  const primary = await checkServer('PostgreSQL', config.url, config, checkPrimary)
  const replicas = await Promise.all(
    config.replicaUrls.map((url, n) => checkServer(`PostgreSQL replica ${n + 1}`, url, config, checkReplica)),
  )
  return [...primary, ...replicas.flat()]
}

type Look = (name: string, server: Server, config: PostgresConfig) => Finding[]
type Server = {
  place: string
  version: string
  number: number
  encoding: string
  role: string
  superuser: boolean
  bypasses: boolean
  creates: boolean
  standby: boolean
  tls: boolean
  synced: boolean
  archives: boolean
  room: number
  lag: number | null
  foreign: number
  now: number
  asked: number
  answered: number
}

async function checkServer(
  name: string,
  url: string,
  config: PostgresConfig,
  look: Look,
): Promise<Finding[]> {
  const { hostname, port, pathname } = new URL(url)
  const place = `${pathname.slice(1)} at ${hostname || 'localhost'}:${port || 5432}`
  const client = new Client({
    ...postgresAddress(url, config.ca),
    connectionTimeoutMillis: 5000,
    query_timeout: 10_000,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    const asked = Date.now()
    const { rows } = await client.query<Omit<Server, 'place' | 'asked' | 'answered'>>(question)
    return look(name, { ...rows[0]!, place, asked, answered: Date.now() }, config)
  } catch (error) {
    return [
      {
        name,
        state: 'ill',
        found: `${place} cannot be used: ${(error as Error).message || (error as { code?: string }).code}`,
        mend: 'Correct the address (name, port, database, password, sslmode), or let this machine in: pg_hba.conf, firewall.',
      },
    ]
  } finally {
    await client.end().catch(() => {})
  }
}

const question = `
  select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
    pg_encoding_to_char(d.encoding) as encoding, r.rolname as role, r.rolsuper as superuser, r.rolbypassrls as bypasses,
    has_schema_privilege(current_schema(), 'create') as creates, pg_is_in_recovery() as standby,
    coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as tls,
    current_setting('fsync') = 'on' and current_setting('synchronous_commit') <> 'off' as synced,
    current_setting('archive_mode') <> 'off' as archives,
    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as room,
    case when pg_is_in_recovery() and pg_last_wal_receive_lsn() is distinct from pg_last_wal_replay_lsn()
      then extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())::float8 end as lag,
    (select count(*) from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_collation l on l.oid = a.attcollation
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0
       and l.collname not in ('C', 'POSIX'))::int as foreign,
    extract(epoch from clock_timestamp())::float8 * 1000 as now
  from pg_database d, pg_roles r where d.datname = current_database() and r.rolname = current_user`

function checkPrimary(name: string, server: Server, { poolSize }: PostgresConfig): Finding[] {
  const ms = server.answered - server.asked
  const found = `${server.place}, version ${server.version}, room for ${server.room} connections (each process takes up to ${poolSize}), answers in ${ms} ms`
  return findings(name, found, [
    ...common(server),
    server.standby && {
      state: 'ill',
      found: `${server.place} is a replica, which takes no writes`,
      mend: 'Point DATABASE_URL at the primary; after a failover see docs/operations-postgres.md.',
    },
    !server.creates && {
      state: 'ill',
      found: 'the role may make no tables',
      mend: 'Let the role own the database: `alter database … owner to …`, and its schema: `alter schema public owner to …`.',
    },
    !server.synced && {
      state: 'ill',
      found: 'it answers before a write is on disk (fsync or synchronous_commit is off)',
      mend: '`fsync = on` and `synchronous_commit = on`: what the house has answered would be lost.',
    },
    server.foreign > 0 && {
      state: 'weak',
      found: `${server.foreign} text columns are not ordered by their bytes (collation "C"): lists could skip rows after an update of the system`,
      mend: 'Tables made by the house have it; look for those that something else has made.',
    },
    poolSize > server.room && {
      state: 'ill',
      found: `one process may ask for ${poolSize} connections, but there is room for ${server.room}`,
      mend: 'Lower DATABASE_POOL_SIZE, raise max_connections, or put pgbouncer in between (docs/operations-postgres.md).',
    },
    !server.archives && {
      state: 'weak',
      found:
        'it archives no write-ahead log: after a loss of its disk, what came after the last backup is gone',
      mend: 'Set up WAL archiving, or a service that does it (docs/operations-postgres.md).',
    },
  ])
}

function checkReplica(name: string, server: Server): Finding[] {
  const lag = server.lag ?? 0
  return findings(name, `${server.place}, version ${server.version}, ${lag.toFixed(1)} s behind`, [
    ...common(server),
    !server.standby && {
      state: 'ill',
      found: `${server.place} is no replica: reads would be of another database`,
      mend: 'Take it out of DATABASE_REPLICA_URLS, or build it anew from the primary.',
    },
    lag > 10 && {
      state: 'weak',
      found: `${lag.toFixed(0)} s behind: it is left out until it has caught up`,
      mend: 'Look at its disk and network; `select * from pg_stat_replication` on the primary.',
    },
  ])
}

function common(server: Server): (Omit<Finding, 'name'> | false | null)[] {
  const near = /^(.* at )?(localhost|127\.|\[?::1)/.test(server.place)
  return [
    server.number < 130_000 && {
      state: 'ill',
      found: `version ${server.version} is no longer looked after`,
      mend: 'Use PostgreSQL 15 or newer.',
    },
    server.encoding !== 'UTF8' && {
      state: 'ill',
      found: `the database keeps ${server.encoding}, not UTF8`,
      mend: 'Make a new database: `createdb --encoding=UTF8 --template=template0 …`.',
    },
    (server.superuser || server.bypasses) && {
      state: 'ill',
      found: `the role ${server.role} is not bound by row-level security, the second wall between spaces: it ${server.superuser ? 'is a superuser' : 'has BYPASSRLS'}`,
      mend: `\`alter role "${server.role}" nosuperuser nobypassrls\` on the primary, by another superuser; or a role of its own for the house.`,
    },
    !server.tls &&
      !near && {
        state: 'weak',
        found: 'the way to it is not encrypted',
        mend: 'Add `?sslmode=verify-full` to the address and name the authority in DATABASE_CA_FILE.',
      },
    otherClock('PostgreSQL', server.now, server.asked, server.answered),
  ]
}
