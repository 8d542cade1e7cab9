import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { bareMetrics } from '../../../test/harness/quiet.ts'
import { until } from '../../../test/until.ts'
import { openAdmission } from './admission.ts'
import { openShedding } from './shedding.ts'

/** Keeps the event loop late, until the condition holds. */
const whileLate = (condition: () => boolean, what: string) =>
  until(
    async () => {
      const end = performance.now() + 80
      while (performance.now() < end);
      await turn()
      return condition()
    },
    { what },
  )

test('sheds while the event loop is late and many are inside, and recovers by itself', async () => {
  const metrics = bareMetrics()
  const admission = openAdmission()
  const shedding = openShedding(metrics, { mostLate: 30, lookEvery: 50, admission })
  try {
    for (let n = 0; n < 9; n++) admission.enter()
    expect(shedding.overloaded()).toBe(false)
    await whileLate(shedding.overloaded, 'shedding')
    expect(await metrics.registry.metrics()).toMatch(/longhouse_http_shed_total [1-9]/)
    // One less, and there is nobody to make room for: a machine that is busy with something else is no reason to refuse.
    admission.leave()
    expect(shedding.overloaded()).toBe(false)
    admission.enter()
    await until(() => !shedding.overloaded(), { what: 'recovery' })
  } finally {
    shedding.close()
  }
})
