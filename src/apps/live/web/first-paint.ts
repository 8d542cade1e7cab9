import { part } from '#web/ui/first-page.ts'
import type { Channel } from '../contract/channel.ts'
import { idleWords } from './broadcast/idle-words.ts'
import { countdown } from './countdown.ts'
import { nothingOnAir, opensByItself } from './curtain-words.ts'

/** What the page of a channel shows first, painted before the app is there: where `Stage` and `ChannelHead` will have it. */
export function paintChannel(channel: Channel): Node[] {
  const { name, event, state, chat, playback } = channel
  // The player asks for it as soon as it is there: it is on its way before.
  if (playback) preload(playback.hls)
  const title = (state === 'offline' ? null : event?.title) ?? name
  const page = part(
    'div',
    'live-page',
    part('div', 'live-stage', part('div', 'player aspect-video', ...curtainOf(channel))),
    part(
      'div',
      'live-head',
      part('p', 'live-title text-2xl leading-tight font-semibold tracking-tight', title),
    ),
  )
  if (chat.enabled) page.dataset.chat = ''
  return [part('div', 'main', page)]
}

/** Where a picture is on its way, nothing stands in its place. */
function curtainOf({ state, next }: Channel): Node[] {
  if (state !== 'offline') return []
  const left = next?.scheduledAt ? countdown(Date.parse(next.scheduledAt), Date.now()) : null
  const title = next?.scheduledAt ? next.title : nothingOnAir.title
  const text = next?.scheduledAt ? opensByItself : nothingOnAir.text
  const timer = left === null ? [] : [part('span', 'block text-3xl font-semibold text-[#fff]', left)]
  return [
    part(
      'div',
      'live-curtain',
      part('p', 'text-lg font-semibold text-[#fff]', title),
      part('div', 'text-md', ...timer, text),
    ),
  ]
}

/** The page of those who run a channel that nothing is sent to. */
export function paintBroadcast({ name, state }: Channel): Node[] {
  if (state !== 'offline') return []
  const { title, text } = idleWords(name)
  // One paragraph: what the page puts there is never larger than it, whatever the font.
  const words = part('p', 'text-md text-muted', part('b', 'text-ink', `${title}. `), text)
  const panel = part('div', 'panel state', words)
  panel.dataset.tone = 'neutral'
  return [belowTabs(panel)]
}

/** The picture of the studio, or what stands in its place. */
export const paintStudio = (channel: Channel): Node[] => [
  belowTabs(part('div', 'studio', part('div', 'player aspect-video', ...curtainOf(channel)))),
]

/** Under the name of the channel and the row of its pages. */
const belowTabs = (inside: Node): Node =>
  part('div', 'main', part('div', 'mb-4 h-10'), part('div', 'mb-6 h-10'), inside)

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
