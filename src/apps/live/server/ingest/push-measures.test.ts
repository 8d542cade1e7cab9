import { expect, test } from 'vitest'
import { bareMetrics } from '../../../../../test/harness/quiet.ts'
import type { Part } from '../packager/packaged.ts'
import { openPushMeasures } from './push-measures.ts'

const part: Part = {
  rendition: 'source',
  sequence: 7,
  index: 0,
  durationSeconds: 0.5,
  independent: true,
  startedAt: 1_000_000,
  discontinuity: false,
  bytes: Buffer.of(),
}

test('a part is as late as its first frame is old; ends are counted by their reason', async () => {
  let now = 0
  const metrics = bareMetrics()
  const measures = openPushMeasures(metrics, { now: () => now, iso: () => '' })
  const parts = measures.parts()
  const told = (one: Part, after: number) => {
    now = part.startedAt + after * 1000
    parts.part(one)
  }
  told(part, 0.5)
  told({ ...part, index: 1 }, 1.75)
  told({ ...part, rendition: 'audio' }, 9)
  told({ ...part, sequence: 8, startedAt: part.startedAt + 2000 }, 2.5)
  measures.ended('lost')
  const text = await metrics.registry.metrics()
  expect(text).toContain('longhouse_live_part_latency_seconds_sum 2.25')
  expect(text).toContain('longhouse_live_part_latency_seconds_count 3')
  expect(text).toContain('longhouse_live_pushes_ended_total{reason="lost"} 1')
})
