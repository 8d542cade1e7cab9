import { isatty } from 'node:tty'

/**
 * The signal that asks this process to end. Being asked twice, as by a terminal and by npm, changes nothing. SIGHUP asks for it too when
 * the terminal goes away; without a terminal it means a rolling restart (`askedToRoll`).
 */
export function askedToEnd(): Promise<string> {
  return new Promise((resolve) => {
    process.on('SIGTERM', resolve).on('SIGINT', resolve)
    if (hasTerminal()) process.on('SIGHUP', resolve)
  })
}

/** Calls `roll` at every SIGUSR2, and at every SIGHUP where no terminal could have sent it. */
export function onAskedToRoll(roll: () => void): void {
  process.on('SIGUSR2', roll)
  if (!hasTerminal()) process.on('SIGHUP', roll)
}

const hasTerminal = () => isatty(0)
