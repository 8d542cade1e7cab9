import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../../../test/bed/program.ts'
import { firstOwner, type Person } from '../../../../test/fleet/people.ts'
import { type Arrived, openPostOffice } from '../../../../test/harness/post-office.ts'
import { until } from '../../../../test/until.ts'
import { type RealHouse, startHouse } from '../../../../test/uploads/start-house.ts'
import type { Channel, Ingest } from '../contract/channel.ts'
import { type Broadcast, broadcast } from './browser/broadcaster.ts'

let folder: string
let house: RealHouse
let office: Awaited<ReturnType<typeof openPostOffice>>
let ada: Person
let env: Record<string, string>
let encoder: Broadcast | null = null
/** What the post office does with a letter to somebody, when it is not to take it. */
const holds = new Map<string, () => Promise<string | null> | string>()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-notices-'))
  office = await openPostOffice((to) => holds.get(to)?.())
  env = { PORT: String(await freePort()), RTMP_PORT: String(await freePort()), SMTP_URL: office.url }
  house = await startHouse(folder, env)
  ada = await firstOwner(house.origin)
})
afterAll(async () => {
  await encoder?.stop()
  await house?.stop('SIGKILL')
  await office?.close()
  await rm(folder, { recursive: true, force: true })
})

const space = '/spaces/hall'
const ask = async <T>(method: string, path: string, body?: unknown) =>
  (await ada.call<T>(house.origin, method, `${space}${path}`, body)).body
const lettersTo = (to: string) => office.letters.filter((letter) => letter.to === to)
const linkOf = ({ headers }: Arrived) => /^<(.*)>$/.exec(headers['list-unsubscribe']!)![1]!

/** A new account that follows the channel; the headers it is known by. */
async function follower(name: string, channel: Channel): Promise<Record<string, string>> {
  const { url } = await ask<{ url: string }>('POST', '/invitations', { role: 'member' })
  const headers = { origin: house.origin, 'content-type': 'application/json' }
  const account = { name, email: `${name.toLowerCase()}@example.org`, password: 'correct horse battery' }
  const joined = await fetch(`${house.origin}/api/v1/memberships`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ token: url.split('#')[1], account }),
  })
  const cookie = joined.headers.getSetCookie()[0]!.split(';')[0]!
  const known = { cookie, origin: house.origin }
  await fetch(`${house.origin}/api/v1${space}/channels/${channel.id}/follow`, {
    method: 'PUT',
    headers: known,
  })
  return known
}

async function goLive(channel: Channel): Promise<void> {
  const { streamKey } = await ask<Ingest>('GET', `/channels/${channel.id}/ingest`)
  encoder = broadcast({ server: `rtmp://127.0.0.1:${env.RTMP_PORT}/live`, streamKey })
  const read = () => ask<Channel>('GET', `/channels/${channel.id}`)
  await until(async () => (await read()).state === 'live', { seconds: 30, what: 'live' })
}
async function offAir(channel: Channel): Promise<void> {
  const { event } = await ask<Channel>('GET', `/channels/${channel.id}`)
  await ask('POST', `/events/${event!.id}/end`)
  await encoder?.stop()
}

test('a letter comes over SMTP when a channel goes live, and one click in it ends the follow', async () => {
  const channel = await ask<Channel>('POST', '/channels', { name: 'Sunday\nBcc: x@example.org' })
  const bea = await follower('Bea', channel)
  const follows = async () => {
    const answer = await fetch(`${house.origin}/api/v1${space}/follows`, { headers: bea })
    return ((await answer.json()) as { items: { channel: { name: string } }[] }).items.length
  }
  expect(await follows()).toBe(1)
  await goLive(channel)
  const [letter] = await until(() => lettersTo('bea@example.org').length > 0 && lettersTo('bea@example.org'))
  expect(letter!.headers).toMatchObject({
    'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
    'auto-submitted': 'auto-generated',
  })
  expect(letter!.headers).not.toHaveProperty('bcc')
  expect(letter!.parts['text/plain']).toContain(`/s/hall/live/${channel.id}`)
  expect(letter!.parts['text/html']).toContain(`/s/hall/live/${channel.id}`)

  const link = linkOf(letter!)
  expect(new URL(link).origin).toBe(`http://localhost:${env.PORT}`)
  const local = link.replace(new URL(link).origin, house.origin)
  const page = await fetch(local)
  expect(page.headers.get('content-type')).toContain('text/html')
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
  const words = await page.text()
  expect(words).toContain('Sunday\nBcc: x@example.org')
  expect(words).toContain('<form method="post">')
  // Who only looks ends nothing: mail programs look at links before people do.
  expect(await follows()).toBe(1)
  const click = () =>
    fetch(local, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) })
  expect(await (await click()).text()).toContain('You are not told any more')
  expect(await follows()).toBe(0)
  expect((await click()).status).toBe(200)
  const torn = await fetch(`${local}x`, { headers: { accept: 'text/html' } })
  expect([torn.status, await torn.text()]).toEqual([404, expect.stringContaining('This link is not whole')])
  expect((await fetch(`${local}x`, { method: 'POST' })).status).toBe(404)
  await offAir(channel)
})

test('a house that is killed while it writes to followers sends nobody a second letter', async () => {
  const channel = await ask<Channel>('POST', '/channels', { name: 'Evening' })
  for (const name of ['Cat', 'Dan', 'Eve']) await follower(name, channel)
  const held = Promise.withResolvers<void>()
  holds.set('dan@example.org', () => {
    held.resolve()
    // No answer until the line breaks.
    return new Promise(() => {})
  })
  await goLive(channel)
  await held.promise
  const { log } = await house.stop('SIGKILL')
  await encoder?.stop()
  holds.clear()
  house = await startHouse(folder, env)
  await until(() => lettersTo('eve@example.org').length > 0, { seconds: 90, what: 'the rest of the letters' })
  // Dan's was on its way when the house died: better none than two.
  expect(['cat', 'dan', 'eve'].map((name) => lettersTo(`${name}@example.org`).length)).toEqual([1, 0, 1])
  expect(log).not.toContain('@example.org')
}, 180_000)
