import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a page asks first, as the build writes it (tools/first-pages.ts). */
type FirstPage = { path: string; data?: string; scripts: string[] }

/**
 * The `Link` header of a page: what its first script will ask for, said with the first bytes of the answer, so that the browser
 * fetches it two round trips earlier. The page of a space is said when its address names the space or is the first one's.
 */
export function openEarlyFetches(
  root: string,
  firstSpace: () => Promise<{ slug: string } | null>,
): (url: string) => Promise<string> {
  const file = join(root, 'first-pages.json')
  const pages = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as FirstPage[]) : []
  return async (url) => {
    const [path = '/', search] = url.split('?')
    const [, space, rest = '/'] = /^(?:\/s\/([a-z0-9-]+)(?=\/|$))?(\/.*)?$/.exec(path) ?? []
    const page = pages.find((one) => new RegExp(one.path).test(rest))
    const links = [answer('/api/v1/welcome')]
    for (const script of page?.scripts ?? []) links.push(`<${script}>; rel=modulepreload`)
    const slug = page?.data && search === undefined && (space ?? (await firstSpace())?.slug)
    const [, part = ''] = (page && new RegExp(page.path).exec(rest)) ?? []
    // Ids alone: whatever else stands in an address, as a stream key that went astray, is not repeated in a header.
    if (page?.data && slug && /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/.test(part))
      links.push(answer(`/api/v1${page.data.replace(':space', slug).replace('$1', part)}`))
    return links.join(', ')
  }
}

const answer = (address: string) => `<${address}>; rel=preload; as=fetch; crossorigin`
