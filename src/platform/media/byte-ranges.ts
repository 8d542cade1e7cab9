export type Segment = { seconds: number; start: number; size: number }
export type ByteRanges = { initSize: number; segments: Segment[] }

/**
 * Reads a single-file HLS playlist. Throws when it is not finished or its ranges do not cover the file of `fileSize`
 * bytes one after the other, which is how a file that was cut short shows.
 */
export function readByteRanges(playlist: string, fileSize: number): ByteRanges {
  const init = /^#EXT-X-MAP:URI="[^"]+",BYTERANGE="(\d+)@0"$/m.exec(playlist)
  if (!init || !/^#EXT-X-ENDLIST$/m.test(playlist)) throw new Error('the playlist is not finished')
  const initSize = Number(init[1])
  const segments = [...playlist.matchAll(/^#EXTINF:([\d.]+),.*\n#EXT-X-BYTERANGE:(\d+)@(\d+)$/gm)].map(
    ([, seconds, size, start]) => ({ seconds: Number(seconds), size: Number(size), start: Number(start) }),
  )
  let end = initSize
  for (const { start, size } of segments) {
    if (start !== end) throw new Error(`a gap in the playlist at byte ${end}`)
    end = start + size
  }
  if (segments.length === 0 || end !== fileSize)
    throw new Error(`the playlist ends at ${end} of ${fileSize} bytes`)
  return { initSize, segments }
}

/** Bits a second: of the densest segment and of all. Slivers at the end say nothing about the peak. */
export function bandwidths({ initSize, segments }: ByteRanges): { peak: number; average: number } {
  const seconds = segments.reduce((sum, segment) => sum + segment.seconds, 0)
  const bytes = segments.reduce((sum, segment) => sum + segment.size, initSize)
  const average = Math.ceil((bytes * 8) / Math.max(seconds, 0.001))
  const rates = segments.filter((s) => s.seconds >= 1).map((s) => Math.ceil((s.size * 8) / s.seconds))
  return { peak: Math.max(average, ...rates), average }
}
