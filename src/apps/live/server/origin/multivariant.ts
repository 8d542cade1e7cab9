import type { RenditionId, Track } from '../packager/packaged.ts'

/** `bitsPerSecond`: at most, over a segment; `average` over all in memory. */
export type Variant = { rendition: RenditionId; track: Track | null; bitsPerSecond: number; average: number }

/** `index.m3u8`: the source first, for players that begin with the first; sound alone last, for those who listen. */
export function multivariant(variants: readonly Variant[], plain: boolean): string {
  const lines = variants.map(({ rendition, track, bitsPerSecond, average }) => {
    const picture = track?.picture
    const codecs = track ? `,CODECS="${track.codecs}"` : ''
    const size = picture ? `,RESOLUTION=${picture.width}x${picture.height}` : ''
    const rate = picture?.framesPerSecond ? `,FRAME-RATE=${picture.framesPerSecond.toFixed(3)}` : ''
    const bits = `BANDWIDTH=${bitsPerSecond},AVERAGE-BANDWIDTH=${average}`
    return `#EXT-X-STREAM-INF:${bits}${codecs}${size}${rate}\n${rendition}${plain ? '.plain' : ''}.m3u8\n`
  })
  return `#EXTM3U\n#EXT-X-VERSION:${plain ? 7 : 9}\n${lines.join('')}`
}
