import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openProgress } from './progress.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function open() {
  const written: [number, string][] = []
  const progress = openProgress(1, async (percent, stage) => void written.push([percent, stage]))
  return { progress, written }
}

test('writes the first at once and then the newest, once a second', async () => {
  const { progress, written } = open()
  for (let percent = 0; percent < 50; percent++) progress.report(percent, 'encoding')
  await vi.advanceTimersByTimeAsync(999)
  expect(written).toEqual([[0, 'encoding']])
  await vi.advanceTimersByTimeAsync(1)
  expect(written).toEqual([
    [0, 'encoding'],
    [49, 'encoding'],
  ])
  await vi.advanceTimersByTimeAsync(5000)
  expect(written).toHaveLength(2)
})

test('keeps within 0 and 100 and ignores what is no number', async () => {
  const { progress, written } = open()
  progress.report(NaN, 'x')
  progress.report(250, 'x'.repeat(500))
  await progress.close()
  expect(written).toEqual([[100, 'x'.repeat(200)]])
})

test('writes nothing after close', async () => {
  const { progress, written } = open()
  progress.report(1, 'a')
  progress.report(2, 'b')
  await progress.close()
  progress.report(3, 'c')
  await vi.advanceTimersByTimeAsync(5000)
  expect(written).toEqual([[1, 'a']])
})
