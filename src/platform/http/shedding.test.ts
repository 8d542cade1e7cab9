import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { bareMetrics } from '../../../test/harness/quiet.ts'
import { until } from '../../../test/until.ts'
import { openShedding } from './shedding.ts'

test('sheds while the event loop is late, and recovers by itself', async () => {
  const metrics = bareMetrics()
  const shedding = openShedding(metrics, { mostLate: 30, lookEvery: 50 })
  try {
    expect(shedding.overloaded()).toBe(false)
    await until(
      async () => {
        const end = performance.now() + 80
        while (performance.now() < end);
        await turn()
        return shedding.overloaded()
      },
      { what: 'shedding' },
    )
    expect(await metrics.registry.metrics()).toMatch(/longhouse_http_shed_total [1-9]/)
    await until(() => !shedding.overloaded(), { what: 'recovery' })
  } finally {
    shedding.close()
  }
})
