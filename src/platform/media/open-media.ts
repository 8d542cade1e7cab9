import type { Log } from '../observability/log.ts'
import type { Metrics } from '../observability/metrics.ts'
import { encode } from './encode.ts'
import { ladder } from './ladder.ts'
import { join } from './join.ts'
import { loudest } from './loudest.ts'
import { master } from './master.ts'
import type { Media } from './media.ts'
import { narrow } from './narrow.ts'
import { poster } from './poster.ts'
import { probe } from './probe.ts'
import { rewrap } from './rewrap.ts'
import { openSandbox } from './sandbox.ts'
import { shrink } from './shrink.ts'
import { storyboard } from './storyboard.ts'

/** Starts nothing: what the machine has is found out at the first call. */
export function openMedia({ log, metrics }: { log: Log; metrics: Metrics }): Media {
  const sandbox = openSandbox({ log: log.child({ part: 'media' }), metrics })
  const seconds = metrics.histogram(
    'longhouse_media_seconds',
    'Time that work on media took',
    ['work'],
    [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3600],
  )
  const timed = async <R>(work: string, run: () => Promise<R>): Promise<R> => {
    const done = seconds.startTimer({ work })
    try {
      return await run()
    } finally {
      done()
    }
  }
  return {
    probe: (path, call) => timed('probe', () => probe(sandbox, path, call)),
    poster: (...args) => timed('poster', () => poster(sandbox, ...args)),
    shrink: (...args) => timed('shrink', () => shrink(sandbox, ...args)),
    storyboard: (...args) => timed('storyboard', () => storyboard(sandbox, ...args)),
    rewrap: (...args) => timed('rewrap', () => rewrap(sandbox, ...args)),
    encode: (...args) => timed('encode', () => encode(sandbox, ...args)),
    loudest: (...args) => timed('loudest', () => loudest(sandbox, ...args)),
    join: (...args) => timed('join', () => join(sandbox, ...args)),
    narrow: (...args) => narrow(sandbox, ...args),
    ladder,
    master,
    sandbox: () => sandbox.state(),
  }
}
