import { Counter, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { openRequestSeconds } from '../platform/http/request-seconds.ts'
import { allFigures } from './all-figures.ts'
import type { Figures } from './messages.ts'

/** A process that counted so many rings and answers. */
function teller(rings: number, answers: number) {
  const registry = new Registry()
  new Counter({ name: 'longhouse_rings_total', help: 'Rings', registers: [registry] }).inc(rings)
  const seconds = openRequestSeconds(registry)
  for (let n = 0; n < answers; n++) seconds.observe('GET', '/bell', '2xx', 0.01)
  return { figures: async () => (await registry.getMetricsAsJSON()) as Figures }
}

test('figures of processes are added up, the histogram of answers with its buckets', async () => {
  const text = await allFigures([teller(2, 3), teller(5, 4)])
  expect(text).toContain('longhouse_rings_total 7')
  expect(text).toMatch(/_count\{method="GET",route="\/bell",status="2xx"\} 7/)
  expect(text).toMatch(/_bucket\{[^}]*le="0.025"[^}]*\} 7/)
})

test('one that is gone or silent is left out', async () => {
  const gone = { figures: () => Promise.reject(new Error('gone')) }
  const silent = { figures: () => new Promise<Figures>(() => {}) }
  expect(await allFigures([teller(2, 1), gone, silent])).toContain('longhouse_rings_total 2')
})
