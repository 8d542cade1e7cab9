import { Type } from 'typebox'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { until } from '../../../test/until.ts'
import type { Clock } from '../clock.ts'
import type { JobDb } from './job-tables.ts'
import {
  handler,
  type JobContext,
  type JobHandler,
  JobDeferred,
  JobRefused,
  JobStumbled,
  jobType,
} from './queue.ts'
import type { AddOptions, JobView, Queue } from './queue.ts'
import type { QueueTimes } from './queue-times.ts'

/** A house with an empty database; every queue it opens is one process of it. */
export type QueueHouse = {
  db: JobDb
  /** `deaf` hears nothing on the bus, like a process elsewhere whose messages are lost. */
  open(options?: { times?: Partial<QueueTimes>; clock?: Clock; deaf?: boolean }): Promise<Queue>
  close(): Promise<void>
}

/** Short, so that the suite is quick; the behaviour does not depend on them. */
export const suiteTimes: Partial<QueueTimes> = {
  poll: 0.05,
  watch: 0.05,
  sweep: 0.05,
  beat: 0.1,
  lease: 30,
  backoff: 0.01,
  abortGrace: 0.3,
  progress: 0.05,
}

const lanes = { media: 1, default: 4 }
const word = jobType({
  name: 'test.keep-word',
  payload: Type.Object({ word: Type.String() }, { additionalProperties: false }),
  timeoutSeconds: 60,
})
type Run = (word: string, context: JobContext) => Promise<void> | void

/** What every driver of the queue does. */
export function queueSuite(name: string, openHouse: () => Promise<QueueHouse>): void {
  describe(`queue: ${name}`, () => {
    let house: QueueHouse
    let queue: Queue
    let open: Queue[]

    beforeEach(async () => {
      house = await openHouse()
      queue = await house.open()
      open = [queue]
    })
    afterEach(async () => {
      for (const one of open) await one.stop(0)
      await house.close()
    })

    const another = async (options: Parameters<QueueHouse['open']>[0] = {}) => {
      const one = await house.open(options)
      open.push(one)
      return one
    }
    const work = (run: Run, more: Partial<JobHandler> = {}, by = queue) =>
      by.work([wordHandler(run, more)], lanes)
    const add = (text: string, options: AddOptions = {}, type = word) =>
      house.db.transact((tx) => queue.add(tx, type, { word: text }, options))
    const view = async (id: string) => (await queue.find(house.db.read, id))!
    const ended = (id: string, state: JobView['state']) =>
      until(async () => ((await view(id)).state === state ? view(id) : null))
    const cancel = (id: string, by = queue) => house.db.transact((tx) => by.cancel(tx, id))

    const family = async (child: Run) => {
      let ids: string[] = []
      await work(async (text, context) => {
        if (text !== 'parent') return child(text, context)
        ids = await context.fenced(house.db, (tx) =>
          Promise.all(
            ['one', 'two'].map((name) => queue.add(tx, word, { word: name }, { parentId: context.jobId })),
          ),
        )
      })
      const parent = await add('parent')
      await until(() => ids.length > 0)
      return { parent, children: ids }
    }
    const list = async (more: object) =>
      (await queue.list(house.db.read, { spaceId: 's', limit: 10, ...more })).map((job) => job.id)

    describe('adding', () => {
      test('runs after the commit with the payload, and is done', async () => {
        const seen: string[] = []
        await work((text) => void seen.push(text))
        const id = await add('hello', { spaceId: 's', subjectId: 'o' })
        const job = await ended(id, 'done')
        expect(seen).toEqual(['hello'])
        expect(job).toMatchObject({ percent: 100, attempt: 1, reason: null, spaceId: 's', subjectId: 'o' })
        expect(Date.parse(job.finishedAt!)).toBeGreaterThanOrEqual(Date.parse(job.startedAt!))
      })

      test('a transaction that rolls back has added nothing', async () => {
        let id = ''
        const attempt = house.db.transact(async (tx) => {
          id = await queue.add(tx, word, { word: 'never' })
          throw new Error('no')
        })
        await expect(attempt).rejects.toThrow('no')
        expect(await queue.find(house.db.read, id)).toBeNull()
      })

      test('refuses a payload of another shape', async () => {
        const bad = house.db.transact((tx) => queue.add(tx, word, { word: 7 } as never))
        await expect(bad).rejects.toThrow('test.keep-word does not take this payload: /word')
      })

      test('one living job of a unique key, and a new one after it ended', async () => {
        const [first, ...others] = await Promise.all([1, 2, 3].map((n) => add(`${n}`, { uniqueKey: 'k' })))
        expect(others).toEqual([first, first])
        expect(await add('other key', { uniqueKey: 'l' })).not.toBe(first)
        await cancel(first!)
        const second = await add('again', { uniqueKey: 'k' })
        expect(second).not.toBe(first)
      })

      test("jobs without a key never stand in each other's way", async () => {
        expect(new Set(await Promise.all([add('a'), add('a'), add('a')])).size).toBe(3)
      })
    })

    describe('order', () => {
      test('by priority, then by time', async () => {
        const seen: string[] = []
        await add('third')
        await add('fourth')
        await add('first', { priority: 1 })
        await add('second', { priority: 50 })
        await queue.work([wordHandler((text) => void seen.push(text))], { media: 1, default: 1 })
        await until(() => seen.length === 4)
        expect(seen).toEqual(['first', 'second', 'third', 'fourth'])
      })

      test('never more at once than the lane has room for', async () => {
        let now = 0
        let most = 0
        const full = Promise.withResolvers<void>()
        await work(async () => {
          most = Math.max(most, ++now)
          if (now === lanes.default) full.resolve()
          await full.promise
          await house.db.ping()
          now--
        })
        const ids = await Promise.all(Array.from({ length: 20 }, (_, n) => add(`${n}`)))
        for (const id of ids) await ended(id, 'done')
        expect(most).toBe(lanes.default)
      })

      test('a delayed job waits for its time, and what is due does not wait for the clock', async () => {
        const clock = testClock()
        const here = await another({ clock })
        const seen: string[] = []
        const put = (text: string, delaySeconds = 0) =>
          house.db.transact((tx) => here.add(tx, word, { word: text }, { delaySeconds }))
        const late = await put('late', 3600)
        await put('soon')
        clock.shift(-7200)
        await here.work([wordHandler((text) => void seen.push(text))], lanes)
        await until(() => seen.length === 1)
        expect(await view(late)).toMatchObject({ state: 'waiting', attempt: 0 })
        clock.shift(7200 + 3601)
        await ended(late, 'done')
        expect(seen).toEqual(['soon', 'late'])
      })
    })

    describe('failing', () => {
      test('tries three times, then fails with a reason and tells the handler once', async () => {
        const ends: unknown[] = []
        const attempts: number[] = []
        await work(
          (_, { attempt }) => {
            attempts.push(attempt)
            throw new JobStumbled('The disk made a noise.')
          },
          { ended: async (payload, end) => void ends.push({ payload, end }) },
        )
        const id = await add('x')
        const job = await ended(id, 'failed')
        await until(() => ends.length > 0)
        const reason = 'The disk made a noise. Tried 3 times.'
        expect(job).toMatchObject({ attempt: 3, reason })
        expect(attempts).toEqual([1, 2, 3])
        expect(ends).toEqual([{ payload: { word: 'x' }, end: { state: 'failed', reason } }])
      })

      test('a later attempt may do it', async () => {
        await work((_, { attempt }) => {
          if (attempt < 3) throw new Error('not yet')
        })
        expect(await ended(await add('x'), 'done')).toMatchObject({ attempt: 3, reason: null })
      })

      test('a refusal ends it at once', async () => {
        await work(() => {
          throw new JobRefused('not-media', 'This is not a video.')
        })
        expect(await ended(await add('x'), 'failed')).toMatchObject({
          attempt: 1,
          reason: 'This is not a video.',
        })
      })

      test('a deferral costs no attempt', async () => {
        const clock = testClock()
        const here = await another({ clock })
        let calls = 0
        await work(
          () => {
            if (++calls === 1) throw new JobDeferred(600, 'no room on the disk')
          },
          {},
          here,
        )
        const id = await add('x')
        await until(async () => (await view(id)).reason === 'no room on the disk')
        expect(await view(id)).toMatchObject({ state: 'waiting', attempt: 0 })
        clock.shift(601)
        expect(await ended(id, 'done')).toMatchObject({ attempt: 1 })
      })

      test('too slow is aborted and said so', async () => {
        const slow = { ...word, timeoutSeconds: 0.05, attempts: 1 }
        await queue.work([{ type: slow, run: (_, { signal }) => aborted(signal) } as JobHandler], lanes)
        const id = await add('x', {}, slow)
        expect((await ended(id, 'failed')).reason).toBe('It took longer than 0.05 seconds and was stopped.')
      })

      test('a handler that ignores its abort is left behind', async () => {
        const stubborn = { ...word, timeoutSeconds: 0.05, attempts: 1 }
        await queue.work([{ type: stubborn, run: () => new Promise(() => {}) } as JobHandler], lanes)
        expect((await ended(await add('x', {}, stubborn), 'failed')).attempt).toBe(1)
      })

      test('the end is told again when telling it failed', async () => {
        let calls = 0
        await work(
          () => {
            throw new JobRefused('x', 'no')
          },
          {
            async ended() {
              if (++calls === 1) throw new Error('the first time it breaks')
            },
          },
        )
        await ended(await add('x'), 'failed')
        await until(() => calls > 1)
        expect(calls).toBe(2)
      })

      test('can be tried again from the beginning, only once it has ended', async () => {
        let well = false
        await work(() => {
          if (!well) throw new JobRefused('x', 'not today')
        })
        const id = await add('x')
        await ended(id, 'failed')
        well = true
        await house.db.transact((tx) => queue.retry(tx, id))
        expect(await ended(id, 'done')).toMatchObject({ attempt: 1, reason: null })
        const again = house.db.transact((tx) => queue.retry(tx, id))
        await expect(again).rejects.toMatchObject({ kind: 'conflict', code: 'job-not-ended' })
      })
    })

    describe('cancelling', () => {
      test('a waiting job ends at once and its handler is told', async () => {
        const ends: unknown[] = []
        const id = await add('x')
        await cancel(id)
        expect(await view(id)).toMatchObject({ state: 'cancelled', attempt: 0 })
        await work(() => {}, { ended: async (_, end) => void ends.push(end.state) })
        await until(() => ends.length > 0)
        expect(ends).toEqual(['cancelled'])
      })

      test('a running job is aborted, and told about after its handler has left', async () => {
        const order: string[] = []
        await work(
          async (_, { signal }) => {
            order.push('running')
            await aborted(signal).catch(() => {})
            order.push('left')
          },
          { ended: async () => void order.push('told') },
        )
        const id = await add('x')
        await until(() => order.length > 0)
        await cancel(id)
        await ended(id, 'cancelled')
        await until(() => order.length === 3)
        expect(order).toEqual(['running', 'left', 'told'])
      })

      test('reaches another process also when the message is lost', async () => {
        const elsewhere = await another({ deaf: true })
        let running = false
        await work((_, { signal }) => ((running = true), aborted(signal)), {}, elsewhere)
        const id = await add('x')
        await until(() => running)
        await cancel(id)
        expect(await ended(id, 'cancelled')).toMatchObject({ attempt: 1 })
      })

      test('ends every living job of a subject and no other', async () => {
        const ids = [await add('a', { subjectId: 'o' }), await add('b', { subjectId: 'o', delaySeconds: 60 })]
        const other = await add('c', { subjectId: 'p' })
        await house.db.transact((tx) => queue.cancelSubject(tx, 'o'))
        expect(await Promise.all([...ids, other].map(async (id) => (await view(id)).state))).toEqual([
          'cancelled',
          'cancelled',
          'waiting',
        ])
      })

      test('changes nothing about a job that has ended', async () => {
        await work(() => {})
        const id = await add('x')
        await ended(id, 'done')
        await cancel(id)
        expect((await view(id)).state).toBe('done')
      })
    })

    describe('parents and children', () => {
      test('a parent is done after its last child', async () => {
        const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
        const { parent, children } = await family((text) => (text === 'two' ? held : undefined))
        await ended(children[0]!, 'done')
        expect((await view(parent)).state).toBe('running')
        letGo()
        await ended(parent, 'done')
      })

      test('a failed child fails the parent with its reason', async () => {
        const { parent } = await family((text) => {
          if (text === 'two') throw new JobRefused('x', 'Two is broken.')
        })
        expect((await ended(parent, 'failed')).reason).toBe('Two is broken.')
      })

      test('a cancelled child fails nobody', async () => {
        const { parent, children } = await family((text, { signal }) =>
          text === 'two' ? aborted(signal) : undefined,
        )
        await until(async () => (await view(children[1]!)).state === 'running')
        await cancel(children[1]!)
        expect(await ended(parent, 'done')).toMatchObject({ reason: null })
      })

      test('cancelling the parent cancels the children', async () => {
        const { parent, children } = await family((_, { signal }) => aborted(signal))
        await until(async () => (await view(children[1]!)).startedAt)
        await cancel(parent)
        for (const id of [parent, ...children])
          expect((await ended(id, 'cancelled')).reason).toBe('Somebody cancelled it.')
      })

      test('a parent that is tried again forgets the child that failed', async () => {
        let well = false
        const { parent, children } = await family((text) => {
          if (text === 'two' && !well) throw new JobRefused('x', 'Two is broken.')
        })
        await ended(parent, 'failed')
        well = true
        await house.db.transact((tx) => queue.retry(tx, parent))
        await ended(parent, 'done')
        expect((await view(children[1]!)).parentId).toBeNull()
      })

      test('no child for a parent that has ended', async () => {
        const parent = await add('x')
        await cancel(parent)
        await expect(add('late', { parentId: parent })).rejects.toMatchObject({ code: 'parent-ended' })
      })
    })

    describe('stopping', () => {
      test('hands a running job back without spending the attempt', async () => {
        let running = false
        await work((_, { signal }) => ((running = true), aborted(signal)))
        const id = await add('x')
        await until(() => running)
        await queue.stop(0)
        expect(await view(id)).toMatchObject({ state: 'waiting', attempt: 0 })
        await work(() => {}, {}, await another())
        expect(await ended(id, 'done')).toMatchObject({ attempt: 1 })
      })

      test('lets a running job finish within the grace', async () => {
        const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
        let running = false
        await work(() => ((running = true), held))
        const id = await add('x')
        await until(() => running)
        const stopped = queue.stop(5)
        letGo()
        await stopped
        expect((await view(id)).state).toBe('done')
      })

      test('takes nothing new', async () => {
        await work(() => {})
        await queue.stop(0)
        const id = await add('x')
        expect((await view(id)).state).toBe('waiting')
      })
    })

    describe('what is told', () => {
      test('progress with a stage, newest wins', async () => {
        let context: JobContext | undefined
        await work((_, given) => ((context = given), aborted(given.signal)))
        const id = await add('x')
        await until(() => context)
        for (let percent = 0; percent <= 40; percent++) context!.progress(percent, 'reading')
        await until(async () => (await view(id)).percent === 40)
        expect((await view(id)).stage).toBe('reading')
      })

      test('lists newest first, by state, space and page', async () => {
        const ids = []
        for (const n of [1, 2, 3]) ids.unshift(await add(`${n}`, { spaceId: 's' }))
        await add('elsewhere', { spaceId: 't', delaySeconds: 60 })
        await cancel(ids[1]!)
        expect((await list({})).toSorted()).toEqual(ids.toSorted())
        expect(await list({ state: 'cancelled' })).toEqual([ids[1]])
        expect(await list({ spaceId: 't', state: 'waiting' })).toHaveLength(1)
        const [first, ...rest] = await list({})
        expect(await list({ before: first })).toEqual(rest)
      })

      test('depth counts by lane', async () => {
        await add('a')
        await add('b', { delaySeconds: 60 })
        expect(await queue.depth()).toEqual([
          { lane: 'media', waiting: 0, running: 0, oldestSeconds: 0 },
          { lane: 'default', waiting: 2, running: 0, oldestSeconds: expect.any(Number) },
        ])
      })
    })

    test('refuses to start with two handlers for one type', async () => {
      const twice = queue.work([wordHandler(() => {}), wordHandler(() => {})], lanes)
      await expect(twice).rejects.toThrow('test.keep-word has 2 handlers')
    })
  })
}

export function wordHandler(run: Run, more: Partial<JobHandler> = {}): JobHandler {
  return handler({
    type: word,
    run: async (payload, context) => run(payload.word, context),
    ...(more as object),
  })
}
export { word as wordType }

/** Rejects when the signal aborts, like a handler that minds it. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
}

/** The system's clock, moved. */
export function testClock(): Clock & { shift(seconds: number): void } {
  let offset = 0
  const now = () => Date.now() + offset * 1000
  return {
    now,
    iso: (offsetSeconds = 0) => new Date(now() + offsetSeconds * 1000).toISOString(),
    shift: (seconds) => void (offset += seconds),
  }
}
