import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectNoHarm } from './outcomes.ts'
import { held, long, openScene, type Scene, type Store } from './scene.ts'

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
}, 180_000)
afterAll(() => scene?.close())

test('a web process is killed while it answers', async () => {
  const [web] = scene.fleet.webs
  const outcome = await scene.strike('`kill -9` of a web process, started again at once', async () => {
    await web!.stop('SIGKILL')
    await web!.start()
  })
  expectNoHarm(outcome)
})

test('a worker is killed while it encodes', async () => {
  const outcome = await scene.strike('`kill -9` of a worker at work, started again at once', async () => {
    const worker = await scene.workerAtWork()
    await worker.stop('SIGKILL')
    await worker.start()
  })
  expectNoHarm(outcome)
})

test('a worker sleeps past its lease and wakes up', async () => {
  const outcome = await scene.strike('`SIGSTOP` of a worker at work, past its lease of 30 s', async () => {
    const worker = await scene.workerAtWork()
    worker.signal('SIGSTOP')
    await pause(Math.max(34, held.seconds) * 1000)
    worker.signal('SIGCONT')
  })
  expectNoHarm(outcome)
})

const pairs: [string, Store][] = ['web 0', 'worker 0', 'scheduler 0'].flatMap((name) =>
  (['postgres', 'replica', 'redis', 's3'] as const).map((store): [string, Store] => [name, store]),
)

test.runIf(long).each(pairs)('the line between %s and %s is cut', async (name, store) => {
  const outcome = await scene.strike(`no packet between ${name} and ${store}`, () =>
    scene.cutFor(held.seconds, portsOf(name, [store])),
  )
  expectNoHarm(outcome)
})

test.each(['web 0', 'worker 0'])('%s is cut off from every store', async (name) => {
  const outcome = await scene.strike(`no packet between ${name} and every store`, () =>
    scene.cutFor(held.seconds, portsOf(name, ['postgres', 'replica', 'redis', 's3'])),
  )
  expectNoHarm(outcome)
})

test('the line between nginx and a web process is cut', async () => {
  const outcome = await scene.strike('no packet between nginx and web 0', () =>
    scene.cutFor(held.seconds, [scene.fleet.webs[0]!.port]),
  )
  expectNoHarm(outcome)
  expect(outcome.failures).toEqual({})
})

const portsOf = (name: string, stores: Store[]) =>
  stores.flatMap((store) => scene.lines(name, store).map((line) => line.port))
