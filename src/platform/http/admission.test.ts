import { expect, test } from 'vitest'
import { openAdmission } from './admission.ts'

/** A house that answers `capacity` requests a second, in the order they came, played in steps of 10 ms. */
function play(capacity: number) {
  let time = 0
  const admission = openAdmission({ now: () => time })
  const queue: { since: number }[] = []
  let owed = 0
  /** `rate` requests a second come, for `seconds`. */
  return (rate: number, seconds: number) => {
    const seen = { answered: 0, refused: 0, slowest: 0 }
    let due = 0
    for (let step = 0; step < seconds * 100; step++) {
      time += 10
      for (due += rate / 100; due >= 1; due--)
        if (admission.full()) seen.refused += 1
        else {
          admission.enter()
          queue.push({ since: time })
        }
      owed = queue.length > 0 ? owed + capacity / 100 : 0
      for (; owed >= 1 && queue.length > 0; owed--) {
        const visit = queue.shift()!
        seen.slowest = Math.max(seen.slowest, time - visit.since)
        admission.leave()
        seen.answered += 1
      }
      if (step % 25 === 0) admission.look()
    }
    return { ...seen, waiting: queue.length }
  }
}

test('as many as can be answered are let in, all of them', () => {
  const come = play(500)
  expect(come(400, 20)).toMatchObject({ refused: 0 })
})

test('a crowd that comes at once is let in', () => {
  const come = play(500)
  come(20, 2)
  expect(come(4000, 0.1).refused).toBe(0)
  expect(come(20, 5).refused).toBe(0)
})

test('five times too many: as many are answered as ever, soon, and the rest are told at once', () => {
  const come = play(500)
  come(400, 5)
  come(2500, 6)
  const under = come(2500, 20)
  expect(under.answered).toBeGreaterThan(0.95 * 500 * 20)
  expect(under.slowest).toBeLessThan(1500)
  expect(under.waiting).toBeLessThan(1000)
})

test('afterwards everybody is let in again within seconds', () => {
  const come = play(500)
  come(2500, 20)
  come(300, 5)
  expect(come(300, 10)).toMatchObject({ refused: 0 })
})

test('while nothing is answered at all, no more than a few are let in to wait', () => {
  const come = play(0)
  expect(come(100, 20).waiting).toBeLessThan(150)
})

test('a slow answer here and there is no queue', () => {
  const come = play(20)
  expect(come(19, 30).refused).toBe(0)
})
