import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Clip } from '../contract/clip.ts'
import { film } from './films.ts'
import { until } from '../../../../test/until.ts'
import { firstOwner, type Person, signIn } from '../../../../test/fleet/people.ts'
import { type Fleet, startFleet } from '../../../../test/fleet/start-fleet.ts'

let fleet: Fleet
let ada: Person
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-fleet-films-'))
  fleet = await startFleet({ schedulers: 2 })
  ada = await firstOwner(fleet.origin)
})
afterAll(async () => {
  await fleet?.stop()
  await rm(folder, { recursive: true, force: true })
})

const notes = '/spaces/hall/notes'
/** Its two web processes. */
const sides = () => fleet.webs.map((web) => web.origin) as [string, string]
type Note = { id: string; title: string; version: number }
type List<T> = { items: T[] }

describe('one house of many processes', () => {
  test('a session that one process opened is known to all, and what ends everywhere ends at all within 2 s', async () => {
    const [left, right] = sides()
    const elsewhere = await signIn(left)
    for (const origin of [left, right, fleet.origin])
      expect((await elsewhere.call(origin, 'GET', '/me')).status).toBe(200)
    expect((await ada.call(right, 'DELETE', '/me/sessions')).status).toBe(204)
    await until(
      async () => {
        const all = await Promise.all([left, right].map((origin) => elsewhere.call(origin, 'GET', '/me')))
        return all.every(({ status }) => status === 401)
      },
      { seconds: 2, what: 'the end of the session' },
    )
    expect((await ada.call(left, 'GET', '/me')).status).toBe(200)
  })

  test('what is written at one process is read at the other, and told there to whoever listens', async () => {
    const [left, right] = sides()
    const leaving = new AbortController()
    const heard: string[] = []
    const listening = ada.listen(
      right,
      '/spaces/hall/notes-events',
      (data) => heard.push(JSON.stringify(data)),
      leaving.signal,
    )
    await until(async () => {
      const { body } = await ada.call<Note>(left, 'POST', notes, { title: 'Who hears me?', body: '' })
      return until(() => heard.some((one) => one.includes(body.id)), { seconds: 1 }).catch(() => false)
    })
    leaving.abort()
    await listening
    const { body } = await ada.call<Note>(left, 'POST', notes, { title: 'Here and there', body: 'Heron' })
    expect((await ada.call<Note>(right, 'GET', `${notes}/${body.id}`)).body.title).toBe('Here and there')
    const list = await ada.call<List<Note>>(right, 'GET', notes)
    expect(list.body.items[0]).toMatchObject({ title: 'Here and there' })
    const found = await ada.call<List<{ id: string }>>(right, 'GET', '/spaces/hall/search?q=heron')
    expect(found.body.items).toMatchObject([{ id: body.id }])
  })

  test('the same POST sent to both at once makes one thing', async () => {
    const before = (await ada.call<List<Note>>(fleet.origin, 'GET', `${notes}?limit=100`)).body.items.length
    for (let round = 0; round < 5; round++) {
      const key = { 'idempotency-key': randomUUID() }
      const note = { title: `Once ${round}`, body: '' }
      const answers = await Promise.all(
        sides().map((origin) => ada.call<Note>(origin, 'POST', notes, note, key)),
      )
      // Who comes while the first is at work is told so.
      expect(answers.map(({ status }) => status).filter((status) => status !== 409)).toContain(201)
      const again = await ada.call<Note>(sides()[round % 2]!, 'POST', notes, note, key)
      expect(again.status).toBe(201)
    }
    const after = (await ada.call<List<Note>>(fleet.origin, 'GET', `${notes}?limit=100`)).body.items.length
    expect(after - before).toBe(5)
  })

  test('limits are counted by all together', async () => {
    const guess = (origin: string) =>
      ada.call(origin, 'POST', '/session', { email: 'nobody@example.org', password: 'wrong' })
    const statuses: number[] = []
    for (let n = 0; n < 7; n++) statuses.push((await guess(sides()[n % 2]!)).status)
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(1)
  })
})

describe('a film', () => {
  test('comes in pieces to both processes in turn, is encoded by the workers and plays', async () => {
    const file = await readFile(await film(join(folder, 'film.mp4'), { size: '640x360', seconds: 6 }))
    const made = await ada.call<Clip>(fleet.origin, 'POST', '/spaces/hall/footage', {
      title: 'In pieces',
      visibility: 'members',
      file: { name: 'film.mp4', size: file.length, type: 'video/mp4' },
    })
    expect(made.status).toBe(201)
    const { pathname } = new URL(made.body.upload!.url, fleet.origin)
    const piece = Math.ceil(file.length / 7)
    for (let at = 0, n = 0; at < file.length; at += piece, n++) {
      const origin = sides()[n % 2]!
      const bytes = file.subarray(at, at + piece)
      const sent = await fetch(origin + pathname, {
        method: 'PATCH',
        headers: {
          cookie: ada.cookie,
          origin,
          'tus-resumable': '1.0.0',
          'upload-offset': String(at),
          'content-type': 'application/offset+octet-stream',
        },
        body: new Uint8Array(bytes),
      })
      expect([sent.status, sent.headers.get('upload-offset')]).toEqual([204, String(at + bytes.length)])
    }
    const read = async () =>
      (await ada.call<Clip>(fleet.origin, 'GET', `/spaces/hall/footage/${made.body.id}`)).body
    const clip = await until(
      async () => {
        const now = await read()
        return now.state === 'ready' || now.state === 'failed' ? now : null
      },
      { seconds: 90, what: 'the end of processing' },
    )
    expect(clip.state).toBe('ready')
    const master = await fetch(new URL(clip.playback!.hls!, fleet.origin))
    expect([master.status, await master.text()]).toEqual([200, expect.stringContaining('#EXTM3U')])
    const ran = fleet.workers.map((worker) => (worker.log().match(/"job":/g) ?? []).length)
    expect(ran.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0)
  })
})

describe('the scheduler', () => {
  const turns = async () =>
    Promise.all(
      fleet.schedulers.map(async ({ origin }) => {
        const answer = await fetch(`${origin}/readyz`).catch(() => null)
        const ready = (await answer?.json()) as
          | { dependencies: { scheduler: { detail: string } } }
          | undefined
        return ready?.dependencies.scheduler.detail ?? 'gone'
      }),
    )

  test('is one of two, and the other one follows it', async () => {
    const first = await until(async () => {
      const all = await turns()
      return all.filter((one) => one.startsWith('acts')).length === 1 ? all : null
    })
    const leader = first.findIndex((one) => one.startsWith('acts'))
    expect(first[1 - leader]).toBe('stands by')
    await fleet.schedulers[leader]!.stop('SIGKILL')
    await until(async () => (await turns())[1 - leader]!.startsWith('acts'), {
      seconds: 10,
      what: 'the next one',
    })
    await fleet.schedulers[leader]!.start()
    expect((await turns())[leader]).toBe('stands by')
    expect(await fleet.schedulers[1 - leader]!.stop('SIGTERM')).toBe(0)
    await until(async () => (await turns())[leader]!.startsWith('acts'), {
      seconds: 5,
      what: 'the hand-over',
    })
    await fleet.schedulers[1 - leader]!.start()
  })

  test('and a worker tell how they are, and nothing else', async () => {
    for (const { origin } of [...fleet.schedulers, ...fleet.workers]) {
      expect((await fetch(`${origin}/livez`)).status).toBe(200)
      expect(await (await fetch(`${origin}/metrics`)).text()).toContain(
        'longhouse_nodejs_eventloop_lag_seconds',
      )
      expect((await fetch(`${origin}/api/v1/welcome`)).status).toBe(404)
    }
  })
})
