import type { ClipSummary } from '../contract/clip.ts'

/** How wide cards and player are, in CSS pixels; `first-pages.json` says the same, so that pictures fetched early are the ones shown. */
export const cardSizes = '(max-width: 33rem) calc(100vw - 2rem), 21rem'
export const playerSizes = '(max-width: 48rem) calc(100vw - 2rem), min(72rem, calc(100vw - 17.5rem))'

/** Every width the server keeps of a poster, as `srcset`; undefined while there is only the poster itself. */
export const pictureSet = (poster: string, pictures: ClipSummary['pictures']): string | undefined =>
  pictures.length === 0
    ? undefined
    : [...pictures, { url: poster, width: 1280 }].map(({ url, width }) => `${url} ${width}w`).join()
