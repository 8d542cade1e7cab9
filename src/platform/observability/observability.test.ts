import { expect, test } from 'vitest'
import { openLog } from './open-log.ts'
import { openMetrics } from './open-metrics.ts'

function lines(level: 'info' | 'debug' = 'info') {
  const written: string[] = []
  const log = openLog({ logLevel: level }, { write: (line: string) => void written.push(line) })
  return { log, read: () => written.map((line) => JSON.parse(line) as Record<string, unknown>) }
}

test('the log is one JSON object a line, with a time and without the machine', () => {
  const { log, read } = lines()
  log.child({ jobId: 'j1' }).info({ clips: 3 }, 'encoded')
  log.debug('not asked for')
  expect(read()).toEqual([
    { level: 30, time: expect.stringMatching(/^\d{4}-.*Z$/), jobId: 'j1', clips: 3, msg: 'encoded' },
  ])
})

test('what could be a secret is cut, also one level in', () => {
  const { log, read } = lines()
  log.info({ password: 'hunter2', token: 'hunter2', account: { password: 'hunter2', name: 'Ada' } }, 'x')
  log.info({ cookie: 'hunter2', authorization: 'hunter2', session: { secret: 'hunter2' } }, 'x')
  expect(JSON.stringify(read())).not.toContain('hunter2')
  expect(JSON.stringify(read())).toContain('Ada')
})

test('figures are named for the house, and asking twice gives the same one', async () => {
  const metrics = openMetrics()
  const first = metrics.counter('longhouse_test_total', 'Tests', ['kind'])
  expect(metrics.counter('longhouse_test_total', 'Tests', ['kind'])).toBe(first)
  first.inc({ kind: 'a' })
  const text = await metrics.registry.metrics()
  expect(text).toContain('longhouse_test_total{kind="a"} 1')
  expect(text).toContain('longhouse_nodejs_eventloop_lag_seconds')
})
