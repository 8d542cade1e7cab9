import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import type { Clip, ClipSummary, NewClip } from '../contract/clip.ts'
import type { Page } from '../../../contract/shapes.ts'
import { until } from '../../../../test/until.ts'
import { setupToken } from '../../../../test/uploads/start-house.ts'

/** Someone at the door of a house: a browser's cookie, or nobody. */
export type Visitor = {
  cookie: string
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Anything of the house, as the browser would fetch it. */
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** The same person, after the house moved. */
  at(house: string): Visitor
}
export type Answer = { status: number; body: any; headers: Headers } // oxlint-disable-line typescript/no-explicit-any

export function visitor(house: string, cookie = ''): Visitor {
  const common = { origin: house, ...(cookie && { cookie }) }
  return {
    cookie,
    at: (elsewhere) => visitor(elsewhere, cookie),
    fetch: (path, init = {}) =>
      fetch(new URL(path, house), {
        ...init,
        headers: { ...common, ...(init.headers as Record<string, string>) },
      }),
    async call(method, path, body, headers = {}) {
      const json = body === undefined ? {} : { 'content-type': 'application/json' }
      const answer = await fetch(`${house}/api/v1${path}`, {
        method,
        headers: { ...common, ...json, ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      return { status: answer.status, body: text === '' ? null : JSON.parse(text), headers: answer.headers }
    },
  }
}

/** The first owner of an empty house, and its space. */
export async function setUp(house: string): Promise<{ owner: Visitor; footage: string }> {
  const answer = await fetch(`${house}/api/v1/setup`, {
    method: 'POST',
    headers: { origin: house, 'content-type': 'application/json' },
    body: JSON.stringify({
      name: 'Olga Owner',
      email: 'olga@example.org',
      password: 'a long enough password',
      spaceName: 'Dashcam Club',
      ...(await setupToken()),
    }),
  })
  if (answer.status !== 201) throw new Error(`setup: ${answer.status} ${await answer.text()}`)
  const me = (await answer.json()) as { spaces: { slug: string }[] }
  return { owner: visitor(house, cookieOf(answer)), footage: `/spaces/${me.spaces[0]!.slug}/footage` }
}

/** Another member of the owner's space, by an invitation. */
export async function join(house: string, owner: Visitor, footage: string, name: string): Promise<Visitor> {
  const space = footage.replace(/\/footage$/, '')
  const invitation = await owner.call('POST', `${space}/invitations`, { role: 'member' })
  if (invitation.status !== 201) throw new Error(`invitation: ${JSON.stringify(invitation.body)}`)
  const token = (invitation.body.url as string).split(/[/#=]/).at(-1)
  const answer = await fetch(`${house}/api/v1/memberships`, {
    method: 'POST',
    headers: { origin: house, 'content-type': 'application/json' },
    body: JSON.stringify({
      token,
      account: { name, email: `${name.toLowerCase()}@example.org`, password: 'a long enough password' },
    }),
  })
  if (answer.status !== 201) throw new Error(`membership: ${answer.status} ${await answer.text()}`)
  return visitor(house, cookieOf(answer))
}

const cookieOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')

/** Announces a clip and sends its file in one go. Resolves when the last byte is in. */
export async function upload(
  who: Visitor,
  footage: string,
  file: string,
  more: Partial<NewClip> = {},
): Promise<Clip> {
  const { size } = await stat(file)
  const created = await who.call('POST', footage, {
    title: 'A clip',
    visibility: 'members',
    ...more,
    file: { name: 'clip.mp4', size, type: 'video/mp4' },
  })
  if (created.status !== 201) throw new Error(`create: ${JSON.stringify(created.body)}`)
  const clip = created.body as Clip
  const sent = await who.fetch(clip.upload!.url, {
    method: 'PATCH',
    headers: {
      'tus-resumable': '1.0.0',
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
      'content-length': String(size),
    },
    body: size < 50e6 ? await readFile(file) : createReadStream(file),
    duplex: 'half',
  } as unknown as RequestInit)
  if (sent.status !== 204) throw new Error(`upload: ${sent.status} ${await sent.text()}`)
  return clip
}

export const read = async (who: Visitor, footage: string, id: string): Promise<Clip> =>
  (await who.call('GET', `${footage}/${id}`)).body as Clip

/** The clip once it is neither uploading nor processing. */
export const ended = (who: Visitor, footage: string, id: string, seconds = 90): Promise<Clip> =>
  until(
    async () => {
      const clip = await read(who, footage, id)
      return clip.state === 'ready' || clip.state === 'failed' ? clip : null
    },
    { seconds, what: 'the end of processing' },
  )

export const titles = async (who: Visitor, footage: string, query = ''): Promise<string[]> =>
  ((await who.call('GET', `${footage}${query}`)).body as Page<ClipSummary>).items.map((clip) => clip.title)

/** The clip each time it changes, until it ends or `stop` says so. */
export async function watch(
  who: Visitor,
  footage: string,
  id: string,
  seen: (clip: Clip) => boolean,
): Promise<void> {
  const leaving = new AbortController()
  const answer = await who.fetch(`/api/v1${footage}/${id}/events`, { signal: leaving.signal })
  let text = ''
  const decoder = new TextDecoder()
  try {
    for await (const chunk of answer.body!) {
      text += decoder.decode(chunk as Uint8Array, { stream: true })
      const events = text.split('\n\n')
      text = events.pop()!
      for (const event of events) {
        const data = /^data: (.*)$/m.exec(event)?.[1]
        if (data && seen(JSON.parse(data) as Clip)) return
      }
    }
    throw new Error('the stream of events ended')
  } finally {
    leaving.abort()
  }
}
