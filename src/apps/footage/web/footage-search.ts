import { call } from '../../../web/api.ts'
import type { SearchApp } from '../../../web/web-app.ts'
import type { listClips } from '../contract/footage-routes.ts'

/** What Ctrl K finds in footage: clips by title, description, tag and comment. */
export const search: SearchApp = async ({ space, text, signal }) => {
  const { items } = await call<typeof listClips>('GET /spaces/:space/footage', {
    params: { space },
    query: { q: text, limit: 8 },
    signal,
  })
  return items.map((clip) => ({
    id: clip.id,
    title: clip.title,
    note: clip.author.name,
    href: `/footage/${clip.id}`,
  }))
}
