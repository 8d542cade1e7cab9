import { expect, test } from 'vitest'
import { titleOf } from './start-upload.ts'

test('a title is the name without its ending', () => {
  expect(titleOf('2026-05-01_over-the-pass.mp4')).toBe('2026-05-01 over-the-pass')
  expect(titleOf('GX010042.MP4')).toBe('GX010042')
  expect(titleOf('.mp4')).toBe('.mp4')
  expect(titleOf('x'.repeat(400))).toHaveLength(200)
})
