import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'

/** Where a server is and how its TLS is checked. `url` is without what was taken out of it. */
export type PostgresAddress = { connectionString: string; ssl: false | ConnectionOptions }

/**
 * `sslmode` of the URL as libpq means it: `disable`; `require` encrypts, and checks the certificate once an authority is named;
 * `verify-ca`; `verify-full` (also when only an authority is named). `ca` is PEM; `sslrootcert` in the URL names a file of it.
 * Throws for another mode, and for a file that cannot be read, without repeating the URL.
 */
export function postgresAddress(url: string, ca: string | null): PostgresAddress {
  const parsed = new URL(url)
  const taken = (name: string) => {
    const value = parsed.searchParams.get(name)
    parsed.searchParams.delete(name)
    return value
  }
  const file = taken('sslrootcert')
  const authority = ca ?? (file ? readFileSync(file, 'utf8') : null)
  const mode = taken('sslmode') ?? (authority ? 'verify-full' : 'disable')
  taken('uselibpqcompat')
  return { connectionString: parsed.href, ssl: tls(mode, authority) }
}

function tls(mode: string, authority: string | null): PostgresAddress['ssl'] {
  const trusted = authority ? { ca: authority } : {}
  switch (mode) {
    case 'disable':
      return false
    case 'require':
      return authority ? { ...trusted, checkServerIdentity: anyName } : { rejectUnauthorized: false }
    case 'verify-ca':
      return { ...trusted, checkServerIdentity: anyName }
    case 'verify-full':
      return trusted
    default:
      throw new Error('sslmode in DATABASE_URL must be disable, require, verify-ca or verify-full')
  }
}

const anyName = () => undefined
