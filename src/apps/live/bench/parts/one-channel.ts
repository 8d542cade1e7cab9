import { setUp } from '../../../../../test/browser/visit.ts'
import type { Channel, Ingest } from '../../contract/channel.ts'

/** A public channel in a new house. */
export type OneChannel = {
  /** Of its page. */
  path: string
  publicId: string
  /** Where its encoder pushes to. */
  address: string
  /** Of its owner. */
  cookie: string
  /** Asks the API of its space as the owner. Throws for what is not answered well. */
  ask<T>(method: string, path: string, body?: object): Promise<T>
}

/** `rtmpPort`: of the same house. */
export async function openChannel(origin: string, rtmpPort: number): Promise<OneChannel> {
  const { cookies } = await setUp(origin)
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await fetch(`${origin}/api/v1/spaces/riverside-dashcam-club${path}`, {
      method,
      headers: { origin, cookie, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    const text = await answer.text()
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
  const { id, publicId } = await ask<Channel>('POST', '/channels', {
    name: 'Main hall',
    visibility: 'public',
  })
  const { streamKey } = await ask<Ingest>('GET', `/channels/${id}/ingest`)
  return {
    path: `/live/${id}`,
    publicId,
    address: `rtmp://127.0.0.1:${rtmpPort}/live/${streamKey}`,
    cookie,
    ask,
  }
}
