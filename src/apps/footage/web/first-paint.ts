import { part } from '../../../web/ui/first-page.ts'
import type { Clip, ClipSummary } from '../contract/clip.ts'
import { cardSizes, pictureSet, playerSizes } from './clip-picture.ts'

/** What the pages of this app show first, painted before the app is there: where `ClipGrid` and `ClipPlayer` will have it. */

/** On a phone one picture is seen; the others would take the line from it. */
const seen = () => (innerWidth < 560 ? { cards: 2, pictures: 1 } : { cards: 4, pictures: 3 })

export const paintClips = ({ items }: { items: readonly ClipSummary[] }): Node[] =>
  items.length === 0
    ? []
    : [
        part(
          'div',
          'main',
          part('div', 'mb-4 h-10'),
          part('div', 'mb-6 h-10 pointer-coarse:h-10.5'),
          part(
            'div',
            'grid grid-cols-[repeat(auto-fill,minmax(240px,1fr))] gap-x-4 gap-y-5',
            ...items.slice(0, seen().cards).map(card),
          ),
        ),
      ]

const card = ({ poster, pictures, title }: ClipSummary, at: number): Node =>
  part(
    'div',
    '',
    part('div', frame, ...(poster && at < seen().pictures ? [picture(poster, pictures, cardSizes)] : [])),
    part('div', 'mt-2 h-24', part('p', 'line-clamp-2 leading-tight font-semibold', title)),
  )

export function paintClip({ playback, title, width, height }: Clip): Node[] {
  if (!playback?.poster) return []
  const player = part('div', frame, picture(playback.poster, playback.pictures, playerSizes))
  if (width && height) player.style.aspectRatio = `${width / height}`
  const name = part('p', 'mt-4 text-2xl leading-tight font-semibold tracking-tight', title)
  return [part('div', 'main', part('div', 'mx-auto max-w-2xl', player, name))]
}

const frame = 'relative aspect-video overflow-hidden rounded-lg bg-surface'

function picture(poster: string, pictures: ClipSummary['pictures'], sizes: string): HTMLImageElement {
  const image = part('img', 'absolute inset-0 size-full object-cover')
  image.sizes = sizes
  image.srcset = pictureSet(poster, pictures) ?? ''
  image.fetchPriority = 'high'
  image.src = poster
  return image
}
