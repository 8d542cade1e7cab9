import { expect, test } from 'vitest'
import { openSupervisor } from './supervisor.ts'

/** A supervisor with a clock by hand. */
function supervised(random = 0.5) {
  const due = new Map<number, { run: () => void; milliseconds: number }>()
  let last = 0
  const seen = { openings: 0, pauses: [] as number[] }
  const supervisor = openSupervisor(() => void (seen.openings += 1), {
    random: () => random,
    timers: {
      set(run, milliseconds) {
        due.set(++last, { run, milliseconds })
        seen.pauses.push(milliseconds)
        return last
      },
      clear: (timer) => void due.delete(timer),
    },
  })
  const pass = () => {
    const all = [...due.values()]
    due.clear()
    for (const { run } of all) run()
  }
  return { supervisor, seen, pass, waiting: () => due.size }
}

test('a source that broke is opened again, once for many complaints, and later each time', () => {
  const { supervisor, seen, pass, waiting } = supervised()
  for (let times = 0; times < 12; times++) {
    supervisor.broken()
    supervisor.broken()
    expect(waiting()).toBe(1)
    pass()
  }
  expect(seen.openings).toBe(12)
  expect(seen.pauses[0]).toBeLessThanOrEqual(400)
  expect(seen.pauses[3]).toBeGreaterThan(seen.pauses[0]!)
  expect(Math.max(...seen.pauses)).toBeLessThanOrEqual(4000)
})

test('viewers do not come back in one moment', () => {
  const pauses = [0, 0.3, 0.9].map((random) => {
    const { supervisor, seen } = supervised(random)
    supervisor.broken()
    return seen.pauses[0]!
  })
  expect(new Set(pauses).size).toBe(3)
})

test('what is loaded plays on when its source is broken; a picture that moves after that makes pauses short again', () => {
  const { supervisor, seen, pass } = supervised()
  for (let times = 0; times < 5; times++) {
    supervisor.broken()
    supervisor.playing()
    pass()
  }
  expect(seen.openings).toBe(5)
  supervisor.playing()
  supervisor.broken()
  expect(seen.pauses.at(-1)).toBe(seen.pauses[0])
})

test('news of the encoder shorten the wait, and do nothing to a player that plays', () => {
  const { supervisor, seen, pass, waiting } = supervised()
  supervisor.hurry()
  expect(waiting()).toBe(0)
  supervisor.broken()
  supervisor.hurry()
  expect(waiting()).toBe(1)
  expect(seen.pauses.at(-1)).toBeLessThanOrEqual(150)
  pass()
  expect(seen.openings).toBe(1)
  supervisor.broken()
  supervisor.close()
  expect(waiting()).toBe(0)
})
