import { createHash } from 'node:crypto'

/** Everything a person sees of a house over HTTP, to be held against the same after a move. Signed paths are followed, not kept. */
export type HouseView = Record<string, unknown>

type Page = { items: { id: string }[]; nextCursor: string | null }
type Get = <A>(path: string) => Promise<A>

export async function viewHouse(origin: string, cookie: string): Promise<HouseView> {
  const get: Get = async (path) => {
    const answer = await fetch(`${origin}/api/v1${path}`, { headers: { cookie } })
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as never
  }
  const all = async (path: string) => {
    const items: Page['items'] = []
    let cursor: string | null = ''
    do {
      const next: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''
      const page: Page = await get<Page>(`${path}${path.includes('?') ? '&' : '?'}limit=100${next}`)
      items.push(...page.items)
      cursor = page.nextCursor
    } while (cursor !== null)
    return items
  }
  const space = '/spaces/hall'
  const view: HouseView = {
    me: await get('/me'),
    space: await get(space),
    members: await all(`${space}/members`),
  }
  for (const list of [`${space}/notes`, `${space}/notes?archived=true`, `${space}/footage`]) {
    const items = await all(list)
    view[list] = items.map(({ id }) => id)
    for (const { id } of items) view[id] = await get(`${list.split('?')[0]}/${id}`)
  }
  for (const id of view[`${space}/notes`] as string[])
    view[`${id} revisions`] = await all(`${space}/notes/${id}/revisions`)
  for (const id of view[`${space}/footage`] as string[]) {
    const clip = view[id] as { playback: Record<string, string> | null }
    view[`${id} comments`] = await all(`${space}/footage/${id}/comments`)
    if (clip.playback) view[`${id} bytes`] = await playbackDigests(origin, clip.playback)
    clip.playback &&= {}
  }
  view.tags = await get(`${space}/notes-tags`)
  return view
}

/** SHA-256 of the original, the poster, the playlist of playlists and every part that it leads to. */
async function playbackDigests(origin: string, playback: Record<string, string>) {
  const digests: Record<string, string> = {}
  const read = async (url: URL): Promise<Buffer> => {
    const answer = await fetch(url)
    if (!answer.ok) throw new Error(`${url.pathname} answered ${answer.status}`)
    return Buffer.from(await answer.arrayBuffer())
  }
  const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
  const follow = async (url: URL) => {
    const bytes = await read(url)
    digests[url.pathname.split('/').slice(-2).join('/')] = digest(bytes)
    if (!url.pathname.endsWith('.m3u8')) return
    const paths = bytes.toString().matchAll(/^(?!#)(\S+)$|URI="([^"]+)"/gm)
    for (const [, line, uri] of paths) await follow(new URL((line ?? uri)!, url))
  }
  for (const name of ['original', 'poster'])
    if (playback[name]) digests[name] = digest(await read(new URL(playback[name], origin)))
  await follow(new URL(playback.hls!, origin))
  return digests
}
