import { describe, expect, test } from 'vitest'
import { bandwidths, readByteRanges } from './byte-ranges.ts'

const playlist = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-MAP:URI="720.mp4",BYTERANGE="1000@0"
#EXTINF:4.000000,
#EXT-X-BYTERANGE:50000@1000
720.mp4
#EXTINF:4.000000,
#EXT-X-BYTERANGE:100000@51000
720.mp4
#EXTINF:0.100000,
#EXT-X-BYTERANGE:9000@151000
720.mp4
#EXT-X-ENDLIST
`

describe('a single-file playlist', () => {
  test('gives its ranges and bandwidths', () => {
    const ranges = readByteRanges(playlist, 160_000)
    expect(ranges).toMatchObject({ initSize: 1000, segments: { length: 3 } })
    expect(ranges.segments[1]).toEqual({ seconds: 4, size: 100_000, start: 51_000 })
    expect(bandwidths(ranges)).toEqual({ peak: 200_000, average: Math.ceil(1_280_000 / 8.1) })
  })

  test('a peak is never below the average, as in clips of less than a second', () => {
    const { peak, average } = bandwidths({ initSize: 0, segments: [{ seconds: 0.5, start: 0, size: 1000 }] })
    expect(peak).toBe(average)
  })

  test.each([
    ['is not finished', playlist.replace('#EXT-X-ENDLIST', ''), 160_000],
    ['names no init segment', playlist.replace(/#EXT-X-MAP.*/, ''), 160_000],
    ['has a gap', playlist.replace('@51000', '@51001'), 160_000],
    ['ends before the file does', playlist, 160_001],
    ['goes on behind the end of the file', playlist, 159_999],
    ['has no segments', playlist.replaceAll('#EXT-X-BYTERANGE', '#'), 1000],
  ])('one that %s is refused', (_, text, size) => {
    expect(() => readByteRanges(text, size)).toThrow()
  })
})
