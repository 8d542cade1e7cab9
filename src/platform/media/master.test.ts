import { expect, test } from 'vitest'
import { master } from './master.ts'
import type { RenditionFile } from './media.ts'

const shape = { file: '720.mp4', playlist: '720.m3u8', averageBandwidth: 900_000, size: 1 }
const rung = (differs: Partial<RenditionFile>): RenditionFile => ({
  ...shape,
  height: 720,
  width: 1280,
  pixelHeight: 720,
  bandwidth: 1_000_000,
  codecs: 'avc1.64001f,mp4a.40.2',
  frameRate: 30_000 / 1001,
  ...differs,
})

test('a master playlist tells what each rendition needs, the lightest first', () => {
  const upright = rung({
    bandwidth: 500_000,
    averageBandwidth: 400_000,
    width: 360,
    height: 360,
    pixelHeight: 640,
  })
  expect(
    master([
      { ...rung({}), uri: 'b/720.m3u8' },
      { ...upright, uri: 'a/360.m3u8' },
    ]),
  ).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-STREAM-INF:BANDWIDTH=500000,AVERAGE-BANDWIDTH=400000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=360x640,FRAME-RATE=29.970
a/360.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=1000000,AVERAGE-BANDWIDTH=900000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=29.970
b/720.m3u8
`)
})

test('sound alone has no resolution and no frame rate', () => {
  const sound = rung({ height: 0, width: 0, pixelHeight: 0, frameRate: null, codecs: 'mp4a.40.2' })
  expect(master([{ ...sound, uri: 'audio.m3u8' }])).not.toMatch(/RESOLUTION|FRAME-RATE/)
})

test.each(['', 'a b', 'a\n#EXT-X-KEY:METHOD=NONE', 'a"'])('%j is no URI', (uri) => {
  expect(() => master([{ ...rung({}), uri }])).toThrow('URI')
})
