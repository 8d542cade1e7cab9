import { expect, test } from 'vitest'
import { smallSize } from './small-size.ts'

const square = { width: 1, height: 1 }
const of = (width: number, height: number, pixel = square) =>
  smallSize({ width, height, pixel, framesPerSecond: null, chroma: 1, bitDepth: 8 })

test('the shorter side is 360, the other keeps the shape, never above the source', () => {
  expect(of(1920, 1080)).toEqual({ width: 640, height: 360 })
  expect(of(1080, 1920)).toEqual({ width: 360, height: 640 })
  expect(of(854, 480)).toEqual({ width: 640, height: 360 })
  expect(of(720, 576, { width: 64, height: 45 })).toEqual({ width: 640, height: 360 })
  expect(of(640, 360)).toBeNull()
  expect(of(1280, 200)).toBeNull()
})
