import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../until.ts'
import { startAsking } from './asking.ts'
import { firstOwner, type Person } from './people.ts'
import { type Fleet, startFleet } from './start-fleet.ts'

/** LONG=1: many rounds, for a machine with time. */
const rounds = process.env.LONG ? 10 : 1

let fleet: Fleet
let ada: Person
beforeAll(async () => {
  fleet = await startFleet({ workers: 1, replica: false })
  ada = await firstOwner(fleet.origin)
})
afterAll(() => fleet?.stop())

const notes = '/api/v1/spaces/hall/notes'
type Page = { items: { title: string }[]; nextCursor: string | null }

async function titles(): Promise<string[]> {
  const all: string[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const more: string = cursor && `&cursor=${cursor}`
    const { body } = await ada.call<Page>(fleet.origin, 'GET', `/spaces/hall/notes?limit=100${more}`)
    all.push(...body.items.map((note) => note.title))
    cursor = body.nextCursor
  }
  return all
}

test('web processes end and come back one after another: no request fails, nothing is written twice', async () => {
  const headers = { cookie: ada.cookie, origin: fleet.origin }
  // Without keys of their own: nginx gives each POST one.
  const asking = startAsking(fleet.origin, 6, (n) => {
    if (n % 4 === 0)
      return {
        method: 'POST',
        path: notes,
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ title: `Note ${n}`, body: 'while they restart' }),
      }
    return n % 4 === 1 ? { path: '/', headers: { accept: 'text/html' } } : { path: notes, headers }
  })
  await asking.more(100)
  for (let round = 0; round < rounds; round++)
    for (const web of fleet.webs) {
      expect(await web.stop('SIGTERM')).toBe(0)
      await asking.more(20)
      await web.start()
      await asking.more(20)
    }
  const { failures, statuses, again } = await asking.stop()
  expect([failures, again]).toEqual([[], 0])
  expect(Object.keys(statuses).toSorted()).toEqual(['200', '201'])
  const written = await titles()
  expect(written).toHaveLength(statuses[201]!)
  expect(new Set(written).size).toBe(written.length)
})

test('a process that is killed in the middle costs no request either, and nothing is written twice', async () => {
  const before = (await titles()).length
  const headers = { cookie: ada.cookie, origin: fleet.origin, 'content-type': 'application/json' }
  const asking = startAsking(fleet.origin, 6, (n) => ({
    method: 'POST',
    path: notes,
    headers,
    body: JSON.stringify({ title: `Killed ${n}`, body: '' }),
  }))
  for (let round = 0; round < rounds; round++)
    for (const web of fleet.webs) {
      await asking.more(30)
      await web.stop('SIGKILL')
      await asking.more(30)
      await web.start()
    }
  const { failures, statuses } = await asking.stop()
  expect(failures).toEqual([])
  // Who was killed with the answer in its hand has done the work: whoever asks again is told that, not given a second one.
  const told = (statuses[201] ?? 0) + (statuses[409] ?? 0)
  const written = await titles()
  expect(new Set(written).size).toBe(written.length)
  expect(written.length - before).toBeGreaterThanOrEqual(statuses[201]!)
  expect(written.length - before).toBeLessThanOrEqual(told)
})

// Its old workers close what is idle, a connection that was just made among it: a browser then asks again.
test('nginx takes its file anew and no request fails', async () => {
  const headers = { cookie: ada.cookie, origin: fleet.origin }
  const asking = startAsking(fleet.origin, 6, () => ({ path: notes, headers }))
  for (let round = 0; round < 3 * rounds; round++) {
    await asking.more(50)
    fleet.nginx.reload()
  }
  await asking.more(50)
  expect((await asking.stop()).failures).toEqual([])
})

test('while no process answers, pages are there as they were and the rest is refused in words', async () => {
  const page = await fetch(`${fleet.origin}/notes`, { headers: { accept: 'text/html' } })
  expect(page.status).toBe(200)
  const before = await page.text()
  await Promise.all(fleet.webs.map((web) => web.stop('SIGKILL')))
  const again = await fetch(`${fleet.origin}/notes`, { headers: { accept: 'text/html' } })
  expect([again.status, await again.text()]).toEqual([200, before])
  const refused = await ada.call<{ code: string; detail: string }>(fleet.origin, 'GET', '/me')
  expect(refused).toMatchObject({ status: 503, body: { code: 'away' } })
  expect(refused.headers.get('content-type')).toBe('application/problem+json')
  expect(refused.headers.get('retry-after')).toBe('2')
  await Promise.all(fleet.webs.map((web) => web.start()))
  await until(async () => (await ada.call(fleet.origin, 'GET', '/me')).status === 200)
})
