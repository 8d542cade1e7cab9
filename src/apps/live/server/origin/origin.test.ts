import { afterEach, expect, test } from 'vitest'
import { until } from '../../../../../test/until.ts'
import { openElsewhere } from './elsewhere.ts'
import type { OriginOptions, PastSegment } from './origin.ts'
import { startOrigin, teller } from './origin.fixture.ts'
import { readPlaylist } from './playlist.fixture.ts'

const open: OriginOptions = {
  purpose: 'live',
  publicId: 'abc',
  access: { everybody: true, version: 1 },
  past: null,
}
let close: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const one of close.splice(0)) await one()
  close = []
})

async function start(options: Parameters<typeof startOrigin>[0] = {}) {
  const one = await startOrigin(options)
  close.push(one.close)
  return one
}
type Started = Awaited<ReturnType<typeof start>>
const list = async (at: Started, path: string) => readPlaylist(await (await at.ask(path)).text())
const waiting = (count: number, channel: { figures(): { blocked: number } }) =>
  until(() => channel.figures().blocked === count, { what: `${count} waiting requests` })

test('a list that players can follow: parts, hint, reports, dates', async () => {
  const at = await start()
  const channel = await at.origin.open(open)
  teller(channel.push('e1')).tracks().segments(30).part().part()
  const read = await list(at, 'abc/source.m3u8')
  expect(read).toMatchObject({
    target: 2,
    sequence: 10,
    discontinuitySequence: 0,
    partTarget: 0.5,
    hint: 'e1/source-30.2.m4s',
  })
  expect(read.segments.length).toBe(20)
  expect(read.segments.filter(({ parts }) => parts.length > 0).map(({ sequence }) => sequence)).toEqual([
    27, 28, 29,
  ])
  expect(read.loose).toEqual([
    { uri: 'e1/source-30.0.m4s', duration: 0.5, independent: true },
    { uri: 'e1/source-30.1.m4s', duration: 0.5, independent: false },
  ])
  expect(read.reports).toEqual([{ uri: 'audio.m3u8', msn: 30, part: 1 }])
  expect(read.control).toMatchObject({ 'PART-HOLD-BACK': '1.5', 'CAN-SKIP-UNTIL': '12' })
  const cached = await at.ask('abc/source.m3u8', { headers: { 'x-longhouse-live-edge': '1' } })
  expect(readPlaylist(await cached.text()).control['PART-HOLD-BACK']).toBe('2')
  expect(read.segments[0]!.date).toBe(1_800_000_020_000)
  const index = await (await at.ask('abc/index.m3u8')).text()
  expect(index).toMatch(/CODECS="avc1.64001F,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=30.000\nsource.m3u8\n/)
  expect(index).toMatch(/CODECS="mp4a.40.2"\naudio.m3u8\n$/)
})

test('a reload waits for what it asks for, and is answered with it', async () => {
  const at = await start()
  const channel = await at.origin.open(open)
  const push = teller(channel.push('e1')).tracks().segments(3)
  const [part, segment, later] = ['3&_HLS_part=0', '3', '4&_HLS_part=1'].map((msn) =>
    list(at, `abc/source.m3u8?_HLS_msn=${msn}`),
  )
  await waiting(3, channel)
  push.part()
  expect((await part!).loose.length).toBe(1)
  await waiting(2, channel)
  push.segment()
  expect((await segment!).segments.at(-1)!.sequence).toBe(3)
  await waiting(1, channel)
  push.part().part()
  expect((await later!).loose.length).toBe(2)
  // What is there already does not wait; a part behind the last of a segment is the first of the next.
  expect((await list(at, 'abc/source.m3u8?_HLS_msn=1&_HLS_part=9')).loose.length).toBe(2)
  expect((await list(at, 'abc/source.m3u8?_HLS_msn=3&_HLS_part=4')).loose.length).toBe(2)
})

test.each(['_HLS_msn=6', '_HLS_msn=x', '_HLS_msn=-1', '_HLS_part=1', '_HLS_msn=3&_HLS_part=x'])(
  '%s cannot be waited for',
  async (query) => {
    const at = await start()
    teller((await at.origin.open(open)).push('e1'))
      .tracks()
      .segments(4)
    const answer = await at.ask(`abc/source.m3u8?${query}`)
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([400, 'no-store'])
  },
)

test('only what has changed, for those who know the rest', async () => {
  const at = await start()
  const channel = await at.origin.open(open)
  teller(channel.push('e1')).tracks().segments(50).part()
  const [full, delta] = [await list(at, 'abc/source.m3u8'), await list(at, 'abc/source.m3u8?_HLS_skip=YES')]
  expect(delta.skipped).toBe(14)
  expect(delta.segments.map(({ uri }) => uri)).toEqual(full.segments.slice(14).map(({ uri }) => uri))
  expect(delta.segments[0]!.sequence).toBe(full.segments[14]!.sequence)
  const dvr = await list(at, 'abc/dvr.m3u8')
  expect(dvr).toMatchObject({ type: 'EVENT', sequence: 0, skipped: 0 })
  expect(dvr.segments.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 50 }, (_, i) => i))
  const little = await list(at, 'abc/dvr.m3u8?_HLS_skip=YES')
  expect(little.skipped + little.segments.length).toBe(50)
})

test('hours of an event are told once to players without parts, too', async () => {
  const at = await start()
  const push = teller((await at.origin.open(open)).push('e1'))
    .tracks()
    .segments(50)
  const whole = await list(at, 'abc/dvr.plain.m3u8')
  expect(whole).toMatchObject({ version: 7, partTarget: null, control: { 'CAN-SKIP-UNTIL': '12' } })
  expect(whole.segments).toHaveLength(50)
  push.part().segments(1)
  const little = await list(at, 'abc/dvr.plain.m3u8?_HLS_skip=YES')
  expect(little).toMatchObject({ version: 9, sequence: 0, skipped: 45 })
  expect(little.segments.at(-1)!.sequence).toBe(50)
  // The last seconds are short anyway: they are told as old players know them.
  expect((await list(at, 'abc/source.plain.m3u8?_HLS_skip=YES')).control).toEqual({})
})

test('the next part can be asked for before it is there', async () => {
  const at = await start()
  const channel = await at.origin.open(open)
  const push = teller(channel.push('e1')).tracks().segments(2)
  const [hinted, sound] = [at.ask('abc/e1/source-2.0.m4s'), at.ask('abc/e1/audio-2.0.m4s')]
  await waiting(2, channel)
  push.part()
  expect(await (await hinted).text()).toBe('source 2.0')
  expect(await (await sound).text()).toBe('audio 2.0')
  const lost = at.ask('abc/e1/source-2.1.m4s')
  await waiting(1, channel)
  channel.push('e2')
  expect((await lost).status).toBe(404)
  expect((await at.ask('abc/e1/source-9.0.m4s')).status).toBe(404)
})

test('parts and segments are the same bytes for ever; HEAD tells their size', async () => {
  const at = await start()
  teller((await at.origin.open(open)).push('e1'))
    .tracks()
    .segments(2)
  const segment = await at.ask('abc/e1/source-1.m4s')
  expect(await segment.text()).toBe('source 1.0source 1.1source 1.2source 1.3')
  expect(segment.headers.get('cache-control')).toContain('immutable')
  expect(segment.headers.get('x-content-type-options')).toBe('nosniff')
  const head = await at.ask('abc/e1/source-1.m4s', { method: 'HEAD' })
  expect(head.headers.get('content-length')).toBe('40')
  expect(await (await at.ask('abc/e1/source-0.mp4')).text()).toBe('init of source')
  expect((await at.ask('abc/e1/source-1.m4s', { method: 'POST' })).status).toBe(405)
  // Pages of the web app stand below the same path.
  expect((await at.ask('abc')).status).toBe(418)
  expect((await at.ask('abc/chat')).status).toBe(418)
})

test('a second push: discontinuity, a new init segment, numbers that go on, no URL twice', async () => {
  const at = await start()
  const channel = await at.origin.open(open)
  const first = channel.push('e1')
  teller(first).tracks().segments(3)
  first.end()
  const between = await list(at, 'abc/source.m3u8')
  expect([between.hint, between.ended]).toEqual([null, false])
  const blocked = list(at, 'abc/source.m3u8?_HLS_msn=3&_HLS_part=0')
  await waiting(1, channel)
  const push = teller(channel.push('e2'), { sequence: 3 }).tracks().part({ discontinuity: true })
  expect((await blocked).loose[0]!.uri).toBe('e2/source-3.0.m4s')
  push.segment({ discontinuity: true }).segments(25)
  const read = await list(at, 'abc/source.m3u8')
  expect(read).toMatchObject({ sequence: 9, discontinuitySequence: 1 })
  const whole = await list(at, 'abc/dvr.m3u8')
  expect(whole.segments.map(({ discontinuity }) => discontinuity).indexOf(true)).toBe(3)
  expect(new Set(whole.segments.map(({ map }) => map))).toEqual(
    new Set(['e1/source-0.mp4', 'e2/source-0.mp4']),
  )
  // What the first push still says is not heard.
  teller(first, { sequence: 99 }).segment()
  expect((await list(at, 'abc/source.m3u8')).segments.at(-1)!.sequence).toBe(28)
})

test('without a push nothing ends and nothing is wrong; with the event the list does', async () => {
  const at = await start()
  const channel = await at.origin.open(open)
  const listener = channel.push('e1')
  teller(listener).tracks().segments(3)
  listener.end()
  const blocked = at.ask('abc/source.m3u8?_HLS_msn=3')
  await waiting(1, channel)
  channel.end()
  expect(readPlaylist(await (await blocked).text()).ended).toBe(true)
  expect((await list(at, 'abc/source.plain.m3u8')).ended).toBe(true)
})

test('before there is anything: nobody waits in vain', async () => {
  const at = await start()
  expect((await at.ask('abc/index.m3u8')).status).toBe(404)
  const channel = await at.origin.open(open)
  const nothing = await at.ask('abc/source.m3u8')
  expect([nothing.status, nothing.headers.get('retry-after'), nothing.headers.get('cache-control')]).toEqual([
    404,
    '2',
    'no-store',
  ])
  const push = teller(channel.push('e1')).tracks()
  const early = [list(at, 'abc/source.m3u8'), at.ask('abc/index.m3u8')] as const
  await waiting(2, channel)
  push.segment()
  expect((await early[0]).segments.length).toBe(1)
  expect((await early[1]).status).toBe(200)
})

test('a rendition that has nothing to say keeps its numbers', async () => {
  const at = await start()
  const channel = await at.origin.open(open)
  const listener = channel.push('e1')
  teller(listener).tracks().segments(3)
  teller(listener, { sequence: 3, renditions: ['source'] }).segments(4)
  teller(listener, { sequence: 7 }).segments(2)
  const sound = await list(at, 'abc/audio.m3u8')
  expect(sound.segments.map(({ sequence, gap }) => [sequence, gap])).toEqual([
    [0, false],
    [1, false],
    [2, false],
    [3, true],
    [4, true],
    [5, true],
    [6, true],
    [7, false],
    [8, false],
  ])
})

test('a part that is too long is not told of, nor are those behind it', async () => {
  const at = await start()
  const channel = await at.origin.open(open)
  teller(channel.push('e1')).tracks().segments(1).part().part({ durationSeconds: 0.9 }).part()
  const read = await list(at, 'abc/source.m3u8')
  expect([read.loose.length, read.hint]).toEqual([1, null])
})

test('newcomers get lists without parts while too many wait', async () => {
  const at = await start({ mostBlocked: 2 })
  const channel = await at.origin.open(open)
  const push = teller(channel.push('e1')).tracks().segments(3)
  const blocked = [1, 2].map(() => list(at, 'abc/source.m3u8?_HLS_msn=3'))
  await waiting(2, channel)
  expect((await list(at, 'abc/source.m3u8')).partTarget).toBeNull()
  expect(await (await at.ask('abc/index.m3u8')).text()).toContain('source.plain.m3u8')
  push.segment()
  await Promise.all(blocked)
  expect((await list(at, 'abc/source.m3u8')).partTarget).toBe(0.5)
})

test('for members: only with a token of this channel and this access version', async () => {
  const at = await start()
  const channel = await at.origin.open({ ...open, access: { everybody: false, version: 3 } })
  teller(channel.push('e1')).tracks().segments(2)
  const token = (object: string, version: number) =>
    at.signedPaths.sign({ purpose: 'live', object, version }, 86_400).split('/').at(-1)!
  const status = async (name: string) => (await at.ask(`${name}/source.m3u8`)).status
  expect(await status('abc')).toBe(404)
  expect(await status(token('abc', 3))).toBe(200)
  expect(await status(token('abc', 2))).toBe(404)
  expect(await status(token('abd', 3))).toBe(404)
  expect(await status(`${token('abc', 3)}x`)).toBe(404)
  channel.access({ everybody: false, version: 4 })
  expect(await status(token('abc', 3))).toBe(404)
  expect(await status(token('abc', 4))).toBe(200)
})

test('after a restart the list goes on with what was kept, from storage', async () => {
  const stored = new Map([
    ['kept/7', Buffer.from('bytes of 7')],
    ['kept/init', Buffer.from('init')],
  ])
  const past: PastSegment[] = Array.from({ length: 40 }, (_, sequence) => ({
    epoch: sequence < 20 ? 'a1' : 'b1',
    sequence,
    durationSeconds: 2,
    startedAt: 1_800_000_000_000 + sequence * 2000,
    discontinuity: sequence === 20,
    init: 0,
    targetSeconds: 2,
  }))
  const key = async (name: object) =>
    'init' in name ? 'kept/init' : (name as { sequence: number }).sequence === 7 ? 'kept/7' : null
  const at = await start({ stored })
  const channel = await at.origin.open({ ...open, past: { list: async () => past, key } })
  const before = await list(at, 'abc/source.m3u8')
  expect([before.sequence, before.discontinuitySequence, before.segments.length]).toEqual([20, 0, 20])
  teller(channel.push('c1'), { sequence: 41 }).tracks().segment({ discontinuity: true })
  const after = await list(at, 'abc/dvr.m3u8')
  expect(after.segments.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 42 }, (_, i) => i))
  // The one that was open when the process died.
  expect(after.segments[40]!.gap).toBe(true)
  expect(await (await at.ask('abc/a1/source-7.m4s')).text()).toBe('bytes of 7')
  expect((await at.ask('abc/a1/source-8.m4s')).status).toBe(404)
  expect(await (await at.ask('abc/a1/source-0.mp4')).text()).toBe('init')
})

test('a channel of another process is fetched from there, once', async () => {
  const owner = await start()
  teller((await owner.origin.open(open)).push('e1'))
    .tracks()
    .segments(2)
  const forward = (address: string | null, nginx = false) => {
    const ownerOf = async () => (address ? { address } : null)
    const elsewhere = openElsewhere({ ownerOf, nginx, log: { warn: () => undefined } })
    close.push(async () => elsewhere.close())
    return elsewhere
  }
  const at = await start({ elsewhere: forward(owner.address) })
  expect((await list(at, 'abc/source.m3u8')).segments.length).toBe(2)
  expect((await at.ask('abc/e1/source-0.m4s', { method: 'HEAD' })).headers.get('content-length')).toBe('40')
  expect((await (await start({ elsewhere: forward(null) })).ask('abc/source.m3u8')).status).toBe(404)
  expect((await (await start({ elsewhere: forward('127.0.0.1:1') })).ask('abc/source.m3u8')).status).toBe(503)
  const front = await start({ elsewhere: forward('10.0.0.9:5000', true) })
  const handed = await front.ask('abc/source.m3u8', { headers: { 'x-longhouse-live-edge': '1' } })
  expect(handed.headers.get('x-longhouse-live')).toBe('10.0.0.9:5000')
  // An nginx that is no edge would not know where to go.
  const straight = await start({ elsewhere: forward(owner.address, true) })
  expect((await list(straight, 'abc/source.m3u8')).segments.length).toBe(2)
  // Two that each believe the other has it do not go in circles.
  const circle: { at?: Started } = {}
  const lost = await start({
    elsewhere: { answer: (...call) => forward(circle.at!.address).answer(...call) },
  })
  circle.at = await start({ elsewhere: forward(lost.address) })
  expect((await lost.ask('abc/source.m3u8')).status).toBe(404)
})

test('whoever waits is answered when the house stops', async () => {
  const at = await start()
  const channel = await at.origin.open(open)
  teller(channel.push('e1')).tracks().segments(2)
  const blocked = at.ask('abc/source.m3u8?_HLS_msn=2')
  await waiting(1, channel)
  at.origin.door.drain()
  expect((await blocked).status).toBe(200)
  expect((await at.ask('abc/source.m3u8')).headers.get('connection')).toBe('close')
})

test('answers are counted by kind and class', async () => {
  const at = await start()
  teller((await at.origin.open(open)).push('e1'))
    .tracks()
    .segments(2)
  await Promise.all(['abc/source.m3u8', 'abc/e1/source-1.m4s', 'abc/none.m3u8'].map((path) => at.ask(path)))
  const counted = async (labels: string) =>
    (await at.metrics.registry.metrics()).includes(`longhouse_live_requests_total{${labels}} 1`)
  await until(() => counted('what="playlist",status="2xx"'), { what: 'the counts' })
  expect(await counted('what="media",status="2xx"')).toBe(true)
  expect(await counted('what="playlist",status="4xx"')).toBe(true)
})
