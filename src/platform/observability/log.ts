import type { Logger } from 'pino'

/** pino's logger, as the rest of the house sees it. Never given keys, tokens, passwords or bodies. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'child' | 'level'>
