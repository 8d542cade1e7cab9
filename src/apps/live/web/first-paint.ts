import { part } from '#web/ui/first-page.ts'
import type { Channel } from '../contract/channel.ts'

/** What the page of a channel shows first, painted before the app is there: where `Stage` and `ChannelHead` will have it. */
export function paintChannel({ name, event, state, chat, playback }: Channel): Node[] {
  // The player asks for it as soon as it is there: it is on its way before.
  if (playback) preload(playback.hls)
  const title = (state === 'offline' ? null : event?.title) ?? name
  const page = part(
    'div',
    'live-page',
    part('div', 'live-stage', part('div', 'player aspect-video')),
    part(
      'div',
      'live-head',
      part('p', 'live-title text-2xl leading-tight font-semibold tracking-tight', title),
    ),
  )
  if (chat.enabled) page.dataset.chat = ''
  return [part('div', 'main', page)]
}

export const paintChannels = ({ items }: { items: readonly Channel[] }): Node[] =>
  items.length === 0
    ? []
    : [
        part(
          'div',
          'main',
          part('div', 'mb-4 h-10'),
          part(
            'div',
            'grid grid-cols-[repeat(auto-fill,minmax(240px,1fr))] gap-4',
            ...items
              .toSorted((a, b) => Number(a.state === 'offline') - Number(b.state === 'offline'))
              .slice(0, 6)
              .map(card),
          ),
        ),
      ]

const card = ({ name, event }: Channel): Node =>
  part(
    'div',
    'panel flex h-40 flex-col gap-2 p-4',
    part('span', 'h-7'),
    part('p', 'line-clamp-2 text-lg leading-tight font-semibold tracking-tight', event?.title ?? name),
  )

function preload(href: string): void {
  const link = part('link', '')
  link.rel = 'preload'
  link.as = 'fetch'
  link.crossOrigin = 'anonymous'
  link.href = href
  document.head.append(link)
}
