import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../../../../test/until.ts'
import type { OriginChannel } from './origin.ts'
import { startOrigin, teller } from './origin.fixture.ts'
import { readPlaylist } from './playlist.fixture.ts'

let at: Awaited<ReturnType<typeof startOrigin>>
let channel: OriginChannel
beforeEach(async () => {
  at = await startOrigin()
  const access = { everybody: true, version: 1 }
  channel = await at.origin.open({ purpose: 'live', publicId: 'abc', access, past: null })
})
afterEach(() => at.close())

const list = async (file: string) => readPlaylist(await (await at.ask(`abc/${file}`)).text())
const index = async () => (await at.ask('abc/index.m3u8')).text()
const push = (epoch: string, sequence = 0) => {
  const listener = channel.push(epoch)
  const source = teller(listener, { sequence, renditions: ['source'] }).tracks()
  const small = (from: number) => teller(listener, { sequence: from, renditions: ['360'] })
  return { listener, source, small }
}

test('is listed with its first segment, under the number that the source has for it', async () => {
  const { source, small } = push('e1')
  source.segments(3).part()
  const rung = small(2).tracks().part()
  expect(await index()).not.toContain('360.m3u8')
  expect((await at.ask('abc/360.m3u8')).status).toBe(404)
  rung.segment()
  expect(await index()).toMatch(/source\.m3u8\n.*\n360\.m3u8\n/)
  expect((await list('360.m3u8')).segments.map(({ uri }) => uri)).toEqual(['e1/360-2.m4s'])
})

test('when it is gone, those who wait for it are told at once, and nobody else', async () => {
  const { listener, source, small } = push('e1')
  source.segments(3)
  small(0).tracks().segments(3)
  const [reload, part, other] = ['360.m3u8?_HLS_msn=3', 'e1/360-3.0.m4s', 'source.m3u8?_HLS_msn=3'].map(
    (path) => at.ask(`abc/${path}`),
  )
  await until(() => channel.figures().blocked === 3)
  listener.dropped!('360')
  expect((await reload!).status).toBe(404)
  expect((await part!).status).toBe(404)
  expect((await at.ask('abc/360.m3u8')).status).toBe(404)
  expect(await index()).not.toContain('360')
  source.segment()
  expect((await other!).status).toBe(200)
})

test('when it comes back its list begins anew, with the breaks that the source has had', async () => {
  const { listener, source, small } = push('e1')
  source.segments(2).segment({ discontinuity: true }).segment()
  small(0).tracks().segments(2)
  listener.dropped!('360')
  small(3).tracks().segment()
  const [whole, back] = [await list('source.m3u8'), await list('360.m3u8')]
  expect(whole.segments[2]!.discontinuity).toBe(true)
  expect(back).toMatchObject({ sequence: 3, discontinuitySequence: 1 })
  expect(back.segments[0]).toMatchObject({ discontinuity: false, map: 'e1/360-1.mp4' })
})

test('what it lacks between two pushes is a gap that lasts as long as the source', async () => {
  const first = push('e1')
  first.source.segments(2).segment({ durationSeconds: 1 })
  first.small(0).tracks().segments(2)
  first.listener.end()
  const second = push('e2', 3)
  second.source.part({ discontinuity: true }).segment({ discontinuity: true })
  second.small(3).tracks().part({ discontinuity: true }).segment({ discontinuity: true })
  const { segments } = await list('360.m3u8')
  const shape = segments.map(({ sequence, duration, gap, discontinuity }) => ({
    sequence,
    duration,
    gap,
    discontinuity,
  }))
  expect(shape.slice(1)).toEqual([
    { sequence: 1, duration: 2, gap: false, discontinuity: false },
    { sequence: 2, duration: 1, gap: true, discontinuity: false },
    { sequence: 3, duration: 2, gap: false, discontinuity: true },
  ])
})

test('one that nobody feeds any more is gone', async () => {
  const first = push('e1')
  first.source.segments(2)
  first.small(0).tracks().segments(2)
  first.listener.end()
  const { source } = push('e2', 2)
  source.segments(3)
  expect(await index()).toContain('360')
  source.segments(2)
  expect(await index()).not.toContain('360')
})
