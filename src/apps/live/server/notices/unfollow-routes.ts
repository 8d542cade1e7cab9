import { Fault } from '#platform/errors.ts'
import { type AnyCall, type BoundRoute, handle } from '#platform/http/handle.ts'
import { askToUnfollow, unfollowByLink } from '../../contract/follow-routes.ts'
import type { Follows } from './follows.ts'
import type { UnfollowLinks } from './unfollow-links.ts'
import { type PageWords, tornWords, unfollowPage } from './unfollow-page.ts'

type Needs = { follows: Follows; links: UnfollowLinks }

/**
 * What the link in a letter opens: a page that asks, and what its button, or a mail program, sends (RFC 8058). Who looks at links
 * before a person does ends nothing by it.
 */
export function unfollowRoutes({ follows, links }: Needs): BoundRoute[] {
  return [
    handle(askToUnfollow, async (call) => {
      const followId = links.open(call.query.of ?? '')
      if (followId === null) return showTorn(call)
      const channel = await follows.followed(followId)
      if (channel === undefined) return show(call, 200, { state: 'over' })
      return show(call, 200, { state: 'asks', channel: channel?.name ?? null })
    }),
    handle(unfollowByLink, async (call) => {
      const followId = links.open(call.query.of ?? '')
      if (followId === null) return showTorn(call)
      await follows.endById(followId)
      return show(call, 200, { state: 'over' })
    }),
  ]
}

/** A page for people, a problem for programs. */
function showTorn(call: AnyCall): Promise<undefined> {
  if (call.request.headers.accept?.includes('text/html')) return show(call, 404, { state: 'torn' })
  throw new Fault('missing', 'link-torn', tornWords)
}

async function show({ reply }: AnyCall, status: number, words: PageWords): Promise<undefined> {
  reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer')
  await reply.code(status).type('text/html; charset=utf-8').send(unfollowPage(words))
  return undefined
}
