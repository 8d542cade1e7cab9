import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { noHarm } from './outcomes.ts'
import { held, long, openScene, rounds, type Scene, type Store } from './scene.ts'

// What takes too long says so by itself, sooner.
vi.setConfig({ testTimeout: 500_000 })
let scene: Scene
beforeAll(async () => {
  scene = await openScene()
}, 180_000)
afterAll(() => scene?.close())

test('a web process is killed while it answers', async () => {
  const { webs } = scene.fleet
  const name = `\`kill -9\` of a web process, started again at once, ${rounds.length} times`
  const outcome = await scene.strike(name, async () => {
    for (const round of rounds) {
      const web = webs[round % webs.length]!
      await web.stop('SIGKILL')
      await web.start()
    }
  })
  expect(outcome).toMatchObject(noHarm)
})

test('a worker is killed while it encodes', async () => {
  const name = `\`kill -9\` of a worker at work, started again at once, ${rounds.length} times`
  const outcome = await scene.strike(name, async () => {
    for (const _ of rounds) {
      const worker = await scene.workerAtWork()
      await worker.stop('SIGKILL')
      await worker.start()
    }
  })
  expect(outcome).toMatchObject(noHarm)
})

test('a worker sleeps past its lease and wakes up', async () => {
  const outcome = await scene.strike('`SIGSTOP` of a worker at work, past its lease of 30 s', async () => {
    const worker = await scene.workerAtWork()
    worker.signal('SIGSTOP')
    await pause(Math.max(34, held.seconds) * 1000)
    worker.signal('SIGCONT')
  })
  expect(outcome).toMatchObject(noHarm)
})

const pairs: [string, Store][] = ['web 0', 'worker 0', 'scheduler 0'].flatMap((name) =>
  (['postgres', 'replica', 'redis', 's3'] as const).map((store): [string, Store] => [name, store]),
)

test.each(long ? pairs : [])('the line between %s and %s is cut', async (name, store) => {
  const outcome = await scene.strike(`no packet between ${name} and ${store}`, () =>
    scene.cutFor(held.seconds, portsOf(name, [store])),
  )
  expect(outcome).toMatchObject(noHarm)
})

test.each(['web 0', 'worker 0'])('%s is cut off from every store', async (name) => {
  const outcome = await scene.strike(`no packet between ${name} and every store`, () =>
    scene.cutFor(held.seconds, portsOf(name, ['postgres', 'replica', 'redis', 's3'])),
  )
  expect(outcome).toMatchObject(noHarm)
})

test('the line between nginx and a web process is cut', async () => {
  const outcome = await scene.strike('no packet between nginx and web 0', () =>
    scene.cutFor(held.seconds, [scene.fleet.webs[0]!.port]),
  )
  expect(outcome).toMatchObject(noHarm)
})

// The last one: it does the harm that no fault may do.
test('what is lost or done twice is seen', async () => {
  expect(await scene.recount()).toMatchObject({ lost: [], doubled: [] })
  const { postgres, env } = scene.fleet
  const database = new URL(env['DATABASE_URL']!).pathname.slice(1)
  const change = (statement: string) => postgres.ask<{ title: string }>(statement, [], database)
  const [gone] = await change(
    `update notes set deleted_at = created_at where id = (select min(id) from notes) returning title`,
  )
  const [twice] = await change(
    `update notes set body = body || 'Line 1.' where id = (select max(id) from notes) returning title`,
  )
  for (const line of scene.lines('web', 's3')) line.answer(nothingHere)
  const { lost, doubled } = await scene.recount()
  expect(lost.join('\n')).toContain(`${gone!.title} is in no list`)
  expect(lost.join('\n')).toMatch(/Clip 1 of .* is not the file that was sent/)
  expect(lost.join('\n')).toMatch(/no playlist at/)
  expect(doubled.join('\n')).toContain(`${twice!.title} has line 1 2 times`)
})

const nothingHere = 'HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'

const portsOf = (name: string, stores: Store[]) =>
  stores.flatMap((store) => scene.lines(name, store).map((line) => line.port))
