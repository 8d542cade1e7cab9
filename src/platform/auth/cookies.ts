import type { FastifyReply } from 'fastify'
import type { Config } from '../config/config.ts'

/** Absolute life of a session, and how long one may stand idle. Seconds. */
export const sessionSeconds = 180 * 24 * 3600
export const idleSeconds = 30 * 24 * 3600

type Served = Pick<Config, 'secure'>

/** `__Host-` keeps a sibling host from planting the cookie; browsers take it only over TLS. */
export const cookieName = ({ secure }: Served): string => (secure ? '__Host-lh_session' : 'lh_session')

export function setSessionCookie(reply: FastifyReply, served: Served, token: string): void {
  reply.header('set-cookie', cookie(served, token, sessionSeconds))
}

/** Takes the session cookie away. */
export const endedCookie = (served: Served): string => cookie(served, '', 0)

const cookie = (served: Served, value: string, maxAge: number) =>
  `${cookieName(served)}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${served.secure ? '; Secure' : ''}`

/** The value of one cookie, by hand: every request passes here. Null without it. */
export function cookieValue(header: string | undefined, name: string): string | null {
  if (header === undefined) return null
  const start = header.startsWith(`${name}=`) ? 0 : header.indexOf(`; ${name}=`) + 2
  if (start === 1) return null
  const from = start + name.length + 1
  const end = header.indexOf(';', from)
  return header.slice(from, end === -1 ? undefined : end)
}
