import { hkdfSync, timingSafeEqual } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyRequest } from 'fastify'
import type { Config } from '../config/config.ts'
import { Fault } from '../errors.ts'

type House = Pick<Config, 'dataDir' | 'secretKey' | 'secure' | 'publicUrl'>

/**
 * The token that setup needs from another machine. Derived from the secret key, so that every process of a fleet prints the
 * same one; kept in `DATA_DIR/setup-token` for whoever missed the print.
 */
export const setupTokenOf = ({ secretKey }: Pick<House, 'secretKey'>): string =>
  Buffer.from(hkdfSync('sha256', secretKey, '', 'longhouse setup-token', 24)).toString('base64url')

const tokenFile = ({ dataDir }: Pick<House, 'dataDir'>) => join(dataDir, 'setup-token')

export async function keepSetupToken(house: House): Promise<string> {
  const token = setupTokenOf(house)
  await mkdir(house.dataDir, { recursive: true })
  // A file left by someone else could be readable by all; a new one gets its mode from the start.
  await forgetSetupToken(house)
  await writeFile(tokenFile(house), `${token}\n`, { mode: 0o600 })
  return token
}

export const forgetSetupToken = (house: Pick<House, 'dataDir'>) => rm(tokenFile(house), { force: true })

/** Throws `Fault('forbidden', 'setup-token')` unless the request comes from this machine itself or brings the token. */
export function requireSetupToken(house: House, request: Knock, given: string | undefined): void {
  if (!needsSetupToken(house, request)) return
  const wanted = Buffer.from(setupTokenOf(house))
  const token = Buffer.from(given?.trim() ?? '')
  if (token.length === wanted.length && timingSafeEqual(token, wanted)) return
  throw new Fault(
    'forbidden',
    'setup-token',
    'From another machine setup needs the token that the house printed at its start; it also stands in the file setup-token in its data folder.',
  )
}

type Knock = Pick<FastifyRequest, 'headers' | 'hostname' | 'raw'>

/**
 * Only a plain connection from this machine to a name of this machine does without. Whatever a proxy may have passed on needs
 * the token: forwarded headers, another host name, or a house reached over TLS, which this process does not speak itself.
 */
export function needsSetupToken({ secure }: Pick<House, 'secure'>, request: Knock): boolean {
  return (
    secure ||
    !/^(127\.|::1$|::ffff:127\.)/.test(request.raw.socket.remoteAddress ?? '') ||
    !/^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(request.hostname) ||
    Object.keys(request.headers).some((name) => forwarded.test(name))
  )
}

const forwarded = /^(forwarded|via|x-forwarded-.*|x-real-ip|x-client-ip|cf-connecting-ip|true-client-ip)$/
