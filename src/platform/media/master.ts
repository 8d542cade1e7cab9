import type { RenditionFile } from './media.ts'

/** HLS master playlist, lowest bandwidth first. `uri` is written as it is, so it must be one. */
export function master(renditions: readonly (RenditionFile & { uri: string })[]): string {
  const variants = renditions.toSorted((a, b) => a.bandwidth - b.bandwidth).map(variant)
  return ['#EXTM3U', '#EXT-X-VERSION:7', ...variants, ''].join('\n')
}

function variant(rendition: RenditionFile & { uri: string }): string {
  const { uri, bandwidth, averageBandwidth, codecs, width, pixelHeight, frameRate } = rendition
  if (/[\s#"]/.test(uri) || uri === '') throw new Error('a playlist needs a URI without spaces and quotes')
  const attributes = [
    `BANDWIDTH=${bandwidth}`,
    `AVERAGE-BANDWIDTH=${averageBandwidth}`,
    `CODECS="${codecs}"`,
    ...(width > 0 ? [`RESOLUTION=${width}x${pixelHeight}`] : []),
    ...(frameRate ? [`FRAME-RATE=${frameRate.toFixed(3)}`] : []),
  ]
  return `#EXT-X-STREAM-INF:${attributes.join(',')}\n${uri}`
}
