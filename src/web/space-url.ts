/**
 * Another space lives under `/s/:space/…`. Inside the router it is the search parameter `space`, so that pages and links are
 * written once, without it: links keep the space they stand in.
 */
export const spaceUrl = {
  input({ url }: { url: URL }) {
    const [, space, rest] = /^\/s\/([^/]+)(\/.*)?$/.exec(url.pathname) ?? []
    if (space === undefined) return url
    url.pathname = rest ?? '/'
    url.searchParams.set('space', space)
    return url
  },
  output({ url }: { url: URL }) {
    // The router writes a slug of digits as JSON text, in quotes.
    const space = url.searchParams.get('space')?.replaceAll('"', '')
    if (!space) return url
    url.searchParams.delete('space')
    url.pathname = `/s/${space}${url.pathname === '/' ? '' : url.pathname}`
    return url
  },
}

/** The space in a page's search; the first space when absent. */
export const spaceSearch = (search: Record<string, unknown>): { space?: string } =>
  typeof search.space === 'string' || typeof search.space === 'number' ? { space: String(search.space) } : {}
