import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useMe, useSpace } from '#web/session.ts'
import type { Channel } from '../contract/channel.ts'
import { openChatFeed } from './chat/chat-feed.ts'
import { listen } from './listen.ts'
import { channelQuery } from './live-queries.ts'
import { channelEventsUrl } from './live-urls.ts'

/**
 * The channel, kept as it is on the server by one stream of events, and what that stream says of its chat. `watching` counts the page
 * as a viewer.
 */
export function useChannel(id: string, { watching = false }: { watching?: boolean } = {}) {
  const { slug: space } = useSpace()
  const account = useMe()?.account.id
  const queries = useQueryClient()
  const query = useQuery(channelQuery(space, id))
  const [feed] = useState(openChatFeed)
  const isThere = query.data !== undefined
  useEffect(() => {
    if (!isThere) return
    const { queryKey } = channelQuery(space, id)
    return whileSeen(() =>
      listen(
        channelEventsUrl(space, id, watching),
        {
          // What many hear at once does not say whether one follows it.
          channel: (channel) =>
            queries.setQueryData(queryKey, (known) => ({
              ...(channel as Channel),
              following: known?.following ?? null,
            })),
          chat: feed.news,
          'chat-removed': feed.removed,
          pinned: feed.pinned,
          'chat-closed': feed.closed,
          // Not for this person any more: asking says so.
          gone: () => void queries.resetQueries({ queryKey }),
        },
        {
          open() {
            feed.opened()
            void queries.invalidateQueries({ queryKey })
          },
          away: feed.away,
        },
      ),
    )
    // Who one is decides what the stream says.
    // oxlint-disable-next-line react-hooks/exhaustive-deps, react/exhaustive-effect-dependencies
  }, [isThere, space, id, watching, queries, feed, account])
  return { query, feed }
}

/** A page that nobody sees or hears lets its stream go: a browser has few connections to one house. */
function whileSeen(begin: () => () => void): () => void {
  let stop: (() => void) | null = null
  const look = () => {
    const isUsed = !document.hidden || [...document.querySelectorAll('video')].some(({ paused }) => !paused)
    if (isUsed) stop ??= begin()
    else {
      stop?.()
      stop = null
    }
  }
  look()
  document.addEventListener('visibilitychange', look)
  return () => {
    document.removeEventListener('visibilitychange', look)
    stop?.()
  }
}
