import { Histogram, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { openRequestSeconds } from './request-seconds.ts'

test('tells exactly what a histogram of prom-client would', async () => {
  const [ours, theirs] = [new Registry(), new Registry()]
  const seconds = openRequestSeconds(ours)
  const histogram = new Histogram({
    name: 'longhouse_http_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.025, 0.1, 0.5, 1, 5, 30],
    registers: [theirs],
  })
  for (const [route, value] of [
    ['/a', 0.001],
    ['/a', 0.005],
    ['/b', 0.3],
    ['/a', 99],
  ] as const) {
    seconds.observe('GET', route, '2xx', value)
    histogram.observe({ method: 'GET', route, status: '2xx' }, value)
  }
  expect(lines(await ours.metrics())).toEqual(lines(await theirs.metrics()))
})

/** Labels of a line in one order. */
const lines = (text: string) =>
  text
    .split('\n')
    .map((line) =>
      line.replace(/\{(.*)\}/, (_, labels: string) => `{${labels.split(',').toSorted().join()}}`),
    )
