import { expect, test } from 'vitest'
import { readStoryboard, tileAt } from './storyboard.ts'

const vtt = `WEBVTT

00:00:00.000 --> 00:00:05.000
storyboard.jpg#xywh=0,0,160,90

01:05.000 --> 01:10.500
storyboard.jpg#xywh=160,90,160,90

broken --> cue
storyboard.jpg`

test('tiles stand at their seconds, beside the file that names them', () => {
  const tiles = readStoryboard(vtt, 'http://house/media/token/storyboard.vtt')
  expect(tiles).toEqual([
    { from: 0, to: 5, image: 'http://house/media/token/storyboard.jpg', x: 0, y: 0, width: 160, height: 90 },
    {
      from: 65,
      to: 70.5,
      image: 'http://house/media/token/storyboard.jpg',
      x: 160,
      y: 90,
      width: 160,
      height: 90,
    },
  ])
  expect([0, 4.9, 60, 999].map((second) => tileAt(tiles, second)?.x)).toEqual([0, 0, 160, 160])
  expect(tileAt([], 1)).toBeUndefined()
})
