import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { firstOwner, type Person } from '../../../../test/fleet/people.ts'
import { type Fleet, startFleet } from '../../../../test/fleet/start-fleet.ts'
import { until } from '../../../../test/until.ts'
import type { Channel, Ingest } from '../contract/channel.ts'
import type { ChatMessage } from '../contract/chat.ts'
import type { LiveEvent } from '../contract/event.ts'
import { readPlaylist } from '../server/origin/playlist.fixture.ts'
import { type Broadcast, broadcast } from './browser/broadcaster.ts'
import { type HlsViewer, watchHls } from './hls-viewer.ts'

let fleet: Fleet
let ada: Person
let channel: Channel
let ingest: Ingest
let encoder: Broadcast | null
/** Everything that anybody was told. */
const told: string[] = []
/** What processes wrote before they were killed. */
const logs: string[] = []

beforeAll(async () => {
  // As in compose: nginx fetches a stream from the process that has it.
  fleet = await startFleet({ workers: 1, lives: 2, replica: false, env: { MEDIA_DELIVERY: 'nginx' } })
  ada = await firstOwner(fleet.origin)
  const wanted = { name: 'Main hall', visibility: 'public', chat: { guests: true } }
  channel = (await ada.call<Channel>(fleet.origin, 'POST', '/spaces/hall/channels', wanted)).body
  ingest = (await ada.call<Ingest>(fleet.origin, 'GET', `${path()}/ingest`)).body
})
afterAll(async () => {
  await encoder?.stop()
  await fleet?.stop()
})

const path = () => `/spaces/hall/channels/${channel.id}`
const base = () => `${fleet.origin}/live/${channel.publicId}`
const push = (at: number) =>
  broadcast({ server: `rtmp://127.0.0.1:${fleet.lives[at]!.rtmpPort}/live`, streamKey: ingest.streamKey })

async function ask<T>(where: string, from = fleet.origin): Promise<T> {
  const { status, body } = await ada.call<T>(from, 'GET', where)
  if (status !== 200) throw new Error(`${where}: ${status}`)
  told.push(JSON.stringify(body))
  return body
}
const inState = (state: Channel['state'], seconds = 40) =>
  until(
    async () => {
      const now = await ask<Channel>(path())
      return now.state === state ? now : null
    },
    { seconds, what: `the channel being ${state}` },
  )

test(
  'an event outlives the process that takes it in, and is recorded whole',
  { timeout: 240_000 },
  async () => {
    let viewer: HlsViewer | null = null
    try {
      encoder = push(0)
      const first = (await inState('live')).event!
      viewer = watchHls(base())
      const watching = viewer
      await until(() => watching.seen.length > 5, {
        seconds: 60,
        what: 'a viewer that watches through nginx',
      })

      await fleet.lives[0]!.stop('SIGKILL')
      logs.push(fleet.lives[0]!.log())
      await encoder.stop()
      const before = [...watching.seen]
      encoder = push(1)
      await until(() => ofEpoch(watching, 1).length > 3, {
        seconds: 60,
        what: 'the same viewer, who watches on',
      })

      await fleet.lives[0]!.start()
      const again = await inState('live')
      expect([again.publicId, again.event!.id]).toEqual([channel.publicId, first.id])
      expect([watching.stepsBack, watching.epochs.length]).toEqual([0, 2])
      expect(watching.seen).toEqual(watching.seen.toSorted((a, b) => a - b))
      expect(watching.last!.segments.concat(everything(watching)).some((one) => one.discontinuity)).toBe(true)

      const dvr = readPlaylist(await text(`${base()}/dvr.m3u8`))
      // What the process had not told of its numbers when it was killed is a gap.
      const kept = dvr.segments.filter(({ gap }) => !gap)
      expect([dvr.segments[0]!.sequence, kept[0]!.sequence]).toEqual([0, 0])
      expect((await fetch(`${base()}/${kept[0]!.uri}`)).status).toBe(200)
      const [early, late] = [watching.epochs[0]!, watching.epochs[1]!].map((epoch) =>
        kept.filter(({ uri }) => uri.startsWith(`${epoch}/`)),
      )
      expect(early!.length).toBeGreaterThan(before.length - 2)
      expect(late!.length).toBeGreaterThan(1)
      const shown = kept.reduce((sum, { duration }) => sum + duration, 0)

      await encoder?.stop()
      expect((await ada.call(fleet.origin, 'POST', `/spaces/hall/events/${first.id}/end`)).status).toBe(200)
      await until(() => watching.last!.ended, { seconds: 20, what: 'the end of the list' })
      const { clipId } = await until(
        async () => {
          const event = await ask<LiveEvent>(`/spaces/hall/events/${first.id}`)
          return event.clipId === null ? null : event
        },
        { seconds: 60, what: 'the clip' },
      )
      const clip = await until(
        async () => {
          const now = await ask<{ playback: object | null; durationSeconds: number }>(
            `/spaces/hall/footage/${clipId}`,
          )
          return now.playback ? now : null
        },
        { seconds: 60, what: 'a clip that can be watched' },
      )
      expect(clip.durationSeconds).toBeGreaterThan(shown - 1)
    } finally {
      told.push(...(viewer?.lists ?? []))
      await viewer?.stop()
      await encoder?.stop()
    }
  },
)

test(
  'a push moves from process to process, by a newer one and by a restart, and its event with it',
  {
    timeout: 240_000,
  },
  async () => {
    let viewer: HlsViewer | null = null
    const encoders: Broadcast[] = []
    try {
      encoders.push(push(0))
      const first = (await inState('live')).event!
      viewer = watchHls(base())
      const watching = viewer
      const sees = (n: number) =>
        until(() => ofEpoch(watching, n).length > 1, { seconds: 60, what: `push ${n + 1} at the viewer` })
      await sees(0)
      encoders.push(push(1))
      await sees(1)
      // Its line was cut, and it does not come back by itself.
      await until(() => encoders[0]!.words() !== '', { seconds: 20, what: 'the end of the first encoder' })
      expect(await fleet.lives[1]!.stop('SIGTERM')).toBe(0)
      logs.push(fleet.lives[1]!.log())
      await encoders[1]!.stop()
      encoders.push(push(0))
      await sees(2)
      await fleet.lives[1]!.start()
      expect((await inState('live')).event!.id).toBe(first.id)
      expect(watching.stepsBack).toBe(0)
      expect(watching.seen).toEqual(watching.seen.toSorted((a, b) => a - b))
      await Promise.all(encoders.map((one) => one.stop()))
      expect((await ada.call(fleet.origin, 'POST', `/spaces/hall/events/${first.id}/end`)).status).toBe(200)
      await until(() => watching.last!.ended, { seconds: 20, what: 'the end of the list' })
    } finally {
      told.push(...(viewer?.lists ?? []))
      await viewer?.stop()
      await Promise.all(encoders.map((one) => one.stop()))
    }
  },
)

test(
  'a process that stands still loses its channel, and gives it up when it goes on',
  { timeout: 240_000 },
  async () => {
    const still = fleet.lives[0]!
    let viewer: HlsViewer | null = null
    const encoders: Broadcast[] = []
    try {
      encoders.push(push(0))
      const first = (await inState('live')).event!
      viewer = watchHls(base())
      const watching = viewer
      await until(() => ofEpoch(watching, 0).length > 1, { seconds: 60, what: 'the viewer' })
      still.signal('SIGSTOP')
      // The other one takes over what was recorded, and the volunteer starts again.
      await inState('reconnecting')
      encoders.push(push(1))
      await until(() => ofEpoch(watching, 1).length > 1, { seconds: 60, what: 'the second push' })
      still.signal('SIGCONT')
      await until(() => still.log().includes('another process has the channel now'), {
        seconds: 20,
        what: 'the process that stood still giving up',
      })
      const at = Math.max(...watching.seen)
      await until(() => Math.max(...watching.seen) > at + 1, { seconds: 20, what: 'the viewer, watching on' })
      expect([watching.stepsBack, watching.epochs.length]).toEqual([0, 2])
      expect((await inState('live')).event!.id).toBe(first.id)
      await Promise.all(encoders.map((one) => one.stop()))
      expect((await ada.call(fleet.origin, 'POST', `/spaces/hall/events/${first.id}/end`)).status).toBe(200)
      await until(() => watching.last!.ended, { seconds: 20, what: 'the end of the list' })
    } finally {
      still.signal('SIGCONT')
      told.push(...(viewer?.lists ?? []))
      await viewer?.stop()
      await Promise.all(encoders.map((one) => one.stop()))
    }
  },
)

test(
  'while the database is away the stream goes on, and afterwards its process still has it',
  { timeout: 240_000 },
  async () => {
    let viewer: HlsViewer | null = null
    try {
      encoder = push(0)
      const first = (await inState('live')).event!
      viewer = watchHls(base())
      const watching = viewer
      await until(() => ofEpoch(watching, 0).length > 1, { seconds: 60, what: 'the viewer' })
      await fleet.postgres.primary.stop()
      const at = Math.max(...watching.seen)
      // Longer than a process may be silent.
      await until(() => Math.max(...watching.seen) > at + 5, { seconds: 40, what: 'the viewer, watching on' })
      await fleet.postgres.primary.start()
      // A process that has not heard of it yet says 503, and pages ask again.
      const answers = async () => (await ada.call(fleet.origin, 'GET', path())).status === 200
      await until(answers, { seconds: 20, what: 'answers of the house' })
      await inState('live')
      const since = Math.max(...watching.seen)
      await until(() => Math.max(...watching.seen) > since + 4, { seconds: 40, what: 'the same push' })
      expect([watching.stepsBack, watching.epochs.length]).toEqual([0, 1])
      const dvr = readPlaylist(await text(`${base()}/dvr.m3u8`))
      expect(dvr.segments.filter(({ gap }) => gap)).toEqual([])
      await encoder?.stop()
      expect((await ada.call(fleet.origin, 'POST', `/spaces/hall/events/${first.id}/end`)).status).toBe(200)
      await until(() => watching.last!.ended, { seconds: 20, what: 'the end of the list' })
    } finally {
      told.push(...(viewer?.lists ?? []))
      await viewer?.stop()
      await encoder?.stop()
    }
  },
)

test('what is written in the chat at one process is heard at the other', async () => {
  const [left, right] = fleet.webs.map((web) => web.origin) as [string, string]
  const leaving = new AbortController()
  const heard: string[] = []
  const listening = ada.listen(
    right,
    `${path()}/events`,
    (data) => heard.push(JSON.stringify(data)),
    leaving.signal,
  )
  await until(() => heard.length > 0, { what: 'the first word about the channel' })
  const { status, body } = await ada.call<ChatMessage>(left, 'POST', `${path()}/chat`, {
    body: 'Good morning',
  })
  expect(status).toBe(201)
  await until(() => heard.some((one) => one.includes(body.id)), { what: 'the message at the other process' })
  leaving.abort()
  await listening
  expect((await ask<{ items: ChatMessage[] }>(`${path()}/chat`, right)).items[0]!.body).toBe('Good morning')
  told.push(...heard)
})

test('the stream key stands in no log, no answer, no figure and no process list', async () => {
  const all = [...fleet.webs, ...fleet.workers, ...fleet.schedulers, ...fleet.lives]
  const figures = await Promise.all(all.map((one) => text(`${one.origin}/metrics`)))
  const commands = all.map((one) => readFileSync(`/proc/${one.pid}/cmdline`, 'utf8'))
  const said = [
    ...logs,
    ...all.map((one) => one.log()),
    fleet.nginx.errors(),
    ...told,
    ...figures,
    ...commands,
  ]
  expect(said.join('\n')).toContain('a push began')
  expect(figures.join('\n')).toContain('longhouse_live_ingest_publishers')
  expect(said.filter((one) => one.includes(ingest.streamKey))).toEqual([])
})

/** Whole segments in the last list, of the push that came as the n-th. */
const ofEpoch = ({ epochs, last }: HlsViewer, n: number) =>
  last?.segments.filter(({ uri }) => uri.startsWith(`${epochs[n]}/`)) ?? []

const everything = ({ lists }: HlsViewer) => lists.flatMap((list) => readPlaylist(list).segments)

async function text(url: string): Promise<string> {
  const answer = await fetch(url)
  if (answer.status !== 200) throw new Error(`${url}: ${answer.status}`)
  const body = await answer.text()
  told.push(body)
  return body
}
