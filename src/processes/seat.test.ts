import { expect, test } from 'vitest'
import { quietLog } from '../../test/harness/quiet.ts'
import { until } from '../../test/until.ts'
import { EndedBeforeReady, type Ending, type Forked } from './forked.ts'
import { openSeat, type SeatTimes } from './seat.ts'

const quick: SeatTimes = { wait: 0.01, longestWait: 0.05, settled: 60, ready: 5, end: 0.1 }

type Played = Forked & { die(): void; asked: string[] }

/** A process that is played: ready unless it is broken, gone when it is told to go or dies. */
function played({ broken = false, deaf = false } = {}): Played {
  const gone = Promise.withResolvers<Ending>()
  const asked: string[] = []
  return {
    pid: 1,
    asked,
    ready: broken
      ? Promise.reject(new EndedBeforeReady({ code: 2, signal: null }))
      : Promise.resolve({ address: null, words: [] }),
    gone: gone.promise,
    figures: async () => [],
    signal(name) {
      asked.push(name)
      if (!deaf || name === 'SIGKILL') gone.resolve({ code: null, signal: name })
    },
    die: () => gone.resolve({ code: 1, signal: null }),
  }
}

function open(next: () => Played) {
  const first = played()
  const forked: Played[] = []
  const fork = () => {
    const one = next()
    forked.push(one)
    return one
  }
  return { first, forked, seat: openSeat({ first, fork, log: quietLog() }, quick) }
}

test('who dies is replaced, again and again while it does not open', async () => {
  let tries = 0
  const { first, forked, seat } = open(() => played({ broken: ++tries < 4 }))
  first.die()
  await until(() => forked.length === 4)
  await until(() => seat.sitting.has(forked[3]!))
  forked[3]!.die()
  await until(() => forked.length === 5)
  await seat.close()
  expect(forked[4]!.asked).toEqual(['SIGTERM'])
})

test('renewed, the new one is ready before the old one is asked to go', async () => {
  const ready = Promise.withResolvers<{ address: null; words: string[] }>()
  const { first, forked, seat } = open(() => ({ ...played(), ready: ready.promise }))
  const renewed = seat.renew()
  await until(() => forked.length === 1)
  expect(first.asked).toEqual([])
  ready.resolve({ address: null, words: [] })
  await renewed
  expect(first.asked).toEqual(['SIGTERM'])
  expect([...seat.sitting]).toEqual([forked[0]])
  await seat.close()
})

test('one that does not open leaves the old one where it is', async () => {
  const { first, seat } = open(() => played({ broken: true }))
  await expect(seat.renew()).rejects.toThrow('ended before it was ready (exit code 2)')
  expect(first.asked).toEqual([])
  expect(seat.sitting.has(first)).toBe(true)
  await seat.close()
})

test('who does not go when asked is made to go, and nobody follows', async () => {
  const { forked, seat } = open(() => played({ deaf: true }))
  await seat.renew()
  await seat.close()
  expect(forked.map(({ asked }) => asked)).toEqual([['SIGTERM', 'SIGKILL']])
})
