import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { Fault } from '../errors.ts'

/** argon2id. `memoryKiB` 47104, one pass, one lane is OWASP's first choice; about 0.1–0.2 s on a small server. */
export type HashCost = { memoryKiB: number; passes: number }
export const fullCost: HashCost = { memoryKiB: 47_104, passes: 1 }

export interface Passwords {
  /** Both throw `Fault('unavailable', 'hashing-busy')` when too many wait. */
  hash(password: string): Promise<string>
  /** `stored` is null for an account that does not exist: the same work is done, and the answer is false. */
  matches(password: string, stored: string | null): Promise<boolean>
}

/** Hashes on libuv's threads, `running` at a time so that files still get theirs, with at most `waiting` behind them. */
export function openPasswords(cost: HashCost = fullCost, { running = 2, waiting = 20 } = {}): Passwords {
  const inTurn = boundedQueue(running, waiting)
  const options = { memoryCost: cost.memoryKiB, timeCost: cost.passes, parallelism: 1 }
  const decoy = decoyHash(cost)
  return {
    hash: (password) => inTurn(() => hash(normal(password), options)),
    matches: (password, stored) =>
      inTurn(async () => (await verify(stored ?? decoy, normal(password))) && stored !== null),
  }
}

/** The same characters typed on another keyboard or system are the same password. */
const normal = (password: string) => password.normalize('NFKC')

/** Well formed and of the real cost, but no password's hash: checking against it takes as long as a real one. */
function decoyHash({ memoryKiB, passes }: HashCost): string {
  return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=1$${noise(16)}$${noise(32)}`
}

const noise = (bytes: number) => randomBytes(bytes).toString('base64').replaceAll('=', '')

function boundedQueue(running: number, waiting: number) {
  const line: (() => void)[] = []
  let busy = 0
  return async <R>(work: () => Promise<R>): Promise<R> => {
    if (busy >= running) {
      if (line.length >= waiting)
        throw new Fault(
          'unavailable',
          'hashing-busy',
          'Too many people are signing in right now. Try again in a few seconds.',
          { retryAfterSeconds: 3 },
        )
      await new Promise<void>((turn) => line.push(turn))
    } else busy++
    try {
      return await work()
    } finally {
      const next = line.shift()
      if (next) next()
      else busy--
    }
  }
}
