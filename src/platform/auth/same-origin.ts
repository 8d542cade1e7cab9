import type { FastifyRequest } from 'fastify'
import { Fault } from '../errors.ts'

type Request = Pick<FastifyRequest, 'method' | 'headers' | 'host'>

/**
 * Keeps other sites from acting through a visitor's browser. A request that changes something and carries the session cookie
 * must prove that it comes from this origin; without the cookie (sign-in, setup) it must not come from another one.
 * Scripts of other sites cannot set `Sec-Fetch-Site` or `Origin`. Throws `Fault('forbidden', 'cross-site')`.
 */
export function requireSameOrigin(request: Request, publicUrl: string, withCookie: boolean): void {
  if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return
  const site = request.headers['sec-fetch-site']
  if (site === 'same-origin') return
  const { origin } = request.headers
  if (site === undefined && origin !== undefined && isOurs(origin, request.host, publicUrl)) return
  if (!withCookie && origin === undefined && (site === undefined || site === 'none')) return
  throw new Fault(
    'forbidden',
    'cross-site',
    'This request does not show that it comes from this site, so nothing was done. Send an Origin header with this address, or use an API key instead of the cookie.',
  )
}

/** The address it was sent to, or the one people know: a house is reached by several names on its own network. */
function isOurs(origin: string, host: string, publicUrl: string): boolean {
  const at = origin.indexOf('://')
  const scheme = origin.slice(0, at)
  return (
    origin === publicUrl ||
    origin === new URL(publicUrl).origin ||
    ((scheme === 'http' || scheme === 'https') && origin.slice(at + 3) === host)
  )
}
