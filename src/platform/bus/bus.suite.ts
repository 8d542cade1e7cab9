import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { until } from '../../../test/until.ts'
import type { Log } from '../observability/log.ts'
import type { Bus } from './bus.ts'

/** Two ends of one bus: the same object, or two processes' worth. */
export type BusEnds = { here: Bus; there: Bus; close?(): Promise<void> }

/** Behaviour of every bus. */
export function busSuite(name: string, open: (log: Log) => Promise<BusEnds>) {
  describe(`bus: ${name}`, () => {
    let here: Bus
    let there: Bus
    let close: BusEnds['close']
    let errors: string[]
    beforeEach(async () => {
      errors = []
      const error = (_fields: object, words: string) => errors.push(words)
      ;({ here, there, close } = await open({ error } as unknown as Log))
    })
    afterEach(async () => {
      await here.close()
      await there.close()
      await close?.()
    })

    test('tells every listener of exactly this topic', async () => {
      const [one, two, other] = [collect(there, 'clips'), collect(here, 'clips'), collect(there, 'clips:1')]
      await here.publish('clips', { id: 'ä 🎥', tags: ['x', null] })
      await until(() => one.got.length + two.got.length === 2)
      expect(one.got).toEqual([{ id: 'ä 🎥', tags: ['x', null] }])
      expect(two.got).toEqual(one.got)
      expect(other.got).toEqual([])
    })

    test('keeps the order of one publisher, also when a listener publishes', async () => {
      const { got } = collect(there, 'count')
      there.subscribe('count', (n) => void (n === 0 && there.publish('count', 'reply')))
      for (let n = 0; n < 500; n++) await here.publish('count', n)
      await until(() => got.length === 501)
      expect(got.filter((n) => n !== 'reply')).toEqual(Array.from({ length: 500 }, (_, n) => n))
    })

    test('a listener that throws or rejects is logged and hurts nobody else', async () => {
      there.subscribe('a', () => {
        throw new Error('thrown')
      })
      // oxlint-disable-next-line typescript/no-misused-promises -- listeners written so exist, and must not end the process
      there.subscribe('a', () => Promise.reject(new Error('rejected')))
      const { got } = collect(there, 'a')
      await here.publish('a', 1)
      await here.publish('a', 2)
      await until(() => got.length === 2 && errors.length === 4)
      expect(errors[0]).toBe('a listener of the bus failed')
    })

    test('what a listener does to a message, and the publisher afterwards, stays with them', async () => {
      there.subscribe('a', (message) => void ((message as { list: number[] }).list.length = 0))
      const { got } = collect(there, 'a')
      const message = { list: [1, 2] }
      await here.publish('a', message)
      message.list.push(3)
      await until(() => got.length === 1)
      expect(got).toEqual([{ list: [1, 2] }])
    })

    test('a message that is not JSON is logged, never thrown', async () => {
      const { got } = collect(there, 'a')
      const circle: Record<string, unknown> = {}
      circle.self = circle
      await here.publish('a', circle)
      await here.publish('a', undefined)
      await until(() => got.length === 1)
      expect(got).toEqual([null])
      expect(errors).toHaveLength(1)
    })

    test('who has stopped hears nothing more; the others do', async () => {
      const [one, two] = [collect(there, 'a'), collect(there, 'a')]
      one.stop()
      one.stop()
      await here.publish('a', 1)
      await until(() => two.got.length === 1)
      expect(one.got).toEqual([])
      two.stop()
      const late = collect(there, 'a')
      await here.publish('a', 2)
      await until(() => late.got.length === 1)
      expect(two.got).toEqual([1])
    })

    test('closed: publishing is quiet, ping tells', async () => {
      const { got } = collect(here, 'a')
      await here.ping()
      await here.close()
      await here.publish('a', 1)
      await expect(here.ping()).rejects.toThrow('closed')
      expect(got).toEqual([])
    })
  })
}

function collect(bus: Bus, topic: string) {
  const got: unknown[] = []
  const stop = bus.subscribe(topic, (message) => got.push(message))
  return { got, stop }
}
