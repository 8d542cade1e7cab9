import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Page } from 'playwright-core'
import { openPlace, type Place } from '../../../../../test/browser/house.ts'
import { visit } from '../../../../../test/browser/visit.ts'
import type { Channel, Ingest, NewChannel } from '../../contract/channel.ts'

/** A house that takes streams, with one channel that everybody may watch, and what its owner may ask of the API. */
export type LivePlace = Place & {
  channel: Channel
  ingest: Ingest
  path: string
  ask<T = unknown>(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<T>
}

const space = 'riverside-dashcam-club'

export async function openLivePlace(
  name: string,
  wanted: Partial<NewChannel> = {},
  more: Record<string, string> = {},
): Promise<LivePlace> {
  const env = { RTMP_PORT: String(await freePort()), TRUST_PROXY: '127.0.0.1', ...more }
  const place = await openPlace(name, { env })
  const cookie = place.state.cookies.map((one) => `${one.name}=${one.value}`).join('; ')
  const ask = async <T>(method: string, path: string, body?: object, headers = {}): Promise<T> => {
    const answer = await fetch(`${place.house.origin}/api/v1/spaces/${space}${path}`, {
      method,
      headers: {
        cookie,
        origin: place.house.origin,
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
  const channel = await ask<Channel>('POST', '/channels', {
    name: 'Main hall',
    visibility: 'public',
    chat: { guests: true },
    ...wanted,
  })
  const ingest = await ask<Ingest>('GET', `/channels/${channel.id}/ingest`)
  return { ...place, channel, ingest, path: `/live/${channel.id}`, ask }
}

/** Guests, each at an address of their own: one person may not write so much. */
export async function fillChat({ house, channel }: LivePlace, bodies: readonly string[]): Promise<void> {
  for (const [at, body] of bodies.entries()) {
    const answer = await fetch(`${house.origin}/api/v1/spaces/${space}/channels/${channel.id}/chat`, {
      method: 'POST',
      headers: {
        origin: house.origin,
        'content-type': 'application/json',
        'x-forwarded-for': `198.51.100.${at % 250}`,
      },
      body: JSON.stringify({ body, guestName: `Guest ${at}` }),
    })
    if (answer.status !== 201) throw new Error(`chat: ${answer.status} ${await answer.text()}`)
  }
}

/** A guest, or with `owner` the owner, at the house. */
export const visitLive = (place: LivePlace, look: Parameters<typeof visit>[2] & { owner?: boolean } = {}) => {
  const { owner = false, ...rest } = look
  return visit(place.browser, place.house.origin, { ...rest, ...(owner && { storageState: place.state }) })
}

/** Resolves when the picture has moved for this many seconds from now on. */
export async function plays(page: Page, seconds = 0.5): Promise<void> {
  const from = await page.evaluate(() => document.querySelector('video')?.currentTime ?? 0)
  await page.waitForFunction(
    ([start, span]) => {
      const video = document.querySelector('video')
      return video !== null && video.readyState > 2 && video.currentTime > start! + span!
    },
    [from, seconds],
    { timeout: 30_000 },
  )
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
