import { Fault } from '../errors.ts'
import { dbBusy } from './write-queue.ts'

/** What PostgreSQL and the way to it say, as the rules know it. Anything else passes through: it is a fault of the house, not of a person. */
export function postgresFault(error: unknown): unknown {
  if (error instanceof Fault) return error
  switch (stateOf(error)) {
    case '23505':
      return new Fault('conflict', 'taken', 'This is already taken. Nothing was changed.', { cause: error })
    case '23503':
    case '23001':
      return new Fault(
        'conflict',
        'linked',
        'Something else that this belongs to is gone or still needs it.',
        {
          cause: error,
        },
      )
    case '23502': // not null
    case '23514': // check
    case '22001': // too long
    case '22003': // out of range
    case '22021': // a zero byte
    case '22P05': // a sign that the encoding of the database does not have
      return new Fault('invalid', 'refused-by-db', 'The database refuses this value. Nothing was changed.', {
        cause: error,
      })
    case '53100':
      return new Fault(
        'full',
        'disk-full',
        'The disk is full. Nothing was changed; free some room and try again.',
        { cause: error },
      )
    case '40001': // somebody else changed what this looked at
    case '40P01': // deadlock
    case '55P03': // lock timeout
    case '57014': // statement timeout
      return dbBusy(error)
    default:
      if (isGone(error)) return away(error)
      return waitedInVain(error) ? dbBusy(error) : error
  }
}

/** The way to the server broke, or the server ends, starts, or has been made a replica: another connection may do. */
export function isGone(error: unknown): boolean {
  const state = stateOf(error)
  if (state !== null)
    return /^(08|57P0[1-5]|25006|25P03|53300)/.test(state) || (state === '0A000' && isStandby(error))
  const { code, message } = error as NodeJS.ErrnoException
  return socketCodes.has(code ?? '') || (error instanceof Error && broken.test(message))
}

/** Two transactions met, and this one gave way: running it again is right. */
export const isConflict = (error: unknown): boolean =>
  ['40001', '40P01'].includes(stateOf(error instanceof Fault ? error.cause : error) ?? '')

/** It waited for a lock in vain, at the bottom of whatever was said about it. */
export function waitedForLock(error: unknown): boolean {
  if (stateOf(error) === '55P03') return true
  return error instanceof Error && error.cause !== undefined && waitedForLock(error.cause)
}

/** What an error that is no Fault of the rules would leave in the connection is not known: it is not used again. */
export const spoils = (error: unknown): boolean => stateOf(error) === null || isGone(error)

export const away = (cause: unknown) =>
  new Fault(
    'unavailable',
    'db-away',
    'The database does not answer. Nothing was changed. Try again in a moment.',
    {
      retryAfterSeconds: 2,
      cause,
    },
  )

/** SQLSTATE; null for errors that are not the server's. */
function stateOf(error: unknown): string | null {
  const { code, severity } = (error ?? {}) as { code?: string; severity?: string }
  return severity !== undefined && code !== undefined && /^[0-9A-Z]{5}$/.test(code) ? code : null
}

const socketCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
])
/** Transactions of the house are refused by a replica before they try to write. */
const isStandby = (error: unknown) => error instanceof Error && /hot standby/.test(error.message)

/** pg's own words: it gives these errors no code. */
const broken =
  /^(Connection terminated|Client has encountered|Client was closed|Query read timeout|timeout expired)/

const waitedInVain = (error: unknown) =>
  error instanceof Error && error.message === 'timeout exceeded when trying to connect'
