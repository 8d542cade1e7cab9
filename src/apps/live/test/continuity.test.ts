import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../../../test/bed/program.ts'
import { firstOwner, type Person } from '../../../../test/fleet/people.ts'
import { until } from '../../../../test/until.ts'
import { type RealHouse, startHouse } from '../../../../test/uploads/start-house.ts'
import type { Channel, Ingest } from '../contract/channel.ts'
import type { LiveEvent } from '../contract/event.ts'
import { type Broadcast, broadcast } from './browser/broadcaster.ts'
import { run } from './flv-file.ts'

let folder: string
let house: RealHouse
let ada: Person
let channel: Channel
let ingest: Ingest
let encoder: Broadcast | null = null
let ports: { PORT: string; RTMP_PORT: string }
const logs: string[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-continuity-'))
  ports = { PORT: String(await freePort()), RTMP_PORT: String(await freePort()) }
  house = await startHouse(folder, ports)
  ada = await firstOwner(house.origin)
  channel = await ask<Channel>('POST', '/channels', { name: 'Sunday' })
  ingest = await ask<Ingest>('GET', `/channels/${channel.id}/ingest`)
})
afterAll(async () => {
  await encoder?.stop()
  await house?.stop('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

const space = '/spaces/hall'
const ask = async <T>(method: string, path: string, body?: unknown) =>
  (await ada.call<T>(house.origin, method, `${space}${path}`, body)).body
const push = () =>
  broadcast({ server: `rtmp://127.0.0.1:${ports.RTMP_PORT}/live`, streamKey: ingest.streamKey })
const read = () => ask<Channel>('GET', `/channels/${channel.id}`)
const stateIs = (state: Channel['state']) =>
  until(async () => (await read()).state === state && read(), { seconds: 30, what: state })
const playlist = async (file: string) =>
  (await fetch(`${house.origin}/live/${channel.publicId}/${file}`)).text()

test('one event and one recording over an encoder that is killed and a server that is killed', async () => {
  encoder = push()
  const event = (await stateIs('live')).event!
  expect(await playlist('index.m3u8')).toContain('source.m3u8')

  await encoder.stop()
  await stateIs('reconnecting')
  encoder = push()
  expect((await stateIs('live')).event!.id).toBe(event.id)
  // A whole segment of each push stands in storage before the server dies.
  await until(async () => (await playlist('dvr.m3u8')).match(/^e2\/source-\d+\.m4s$/gm)?.length === 2, {
    seconds: 20,
  })
  logs.push((await house.stop('SIGKILL')).log)
  await encoder.stop()

  house = await startHouse(folder, ports)
  await stateIs('reconnecting')
  await until(async () => /e1\/source-0.*e2\/source-/s.test(await playlist('dvr.m3u8')), { seconds: 20 })
  encoder = push()
  const back = await stateIs('live')
  expect(back).toMatchObject({ publicId: channel.publicId, event: { id: event.id } })
  expect(await playlist('dvr.m3u8')).toContain('#EXT-X-DISCONTINUITY')

  await ask('POST', `/events/${event.id}/end`)
  const { clipId } = await until(
    async () => {
      const now = await ask<LiveEvent>('GET', `/events/${event.id}`)
      return now.clipId !== null && now
    },
    { seconds: 30, what: 'the clip' },
  )
  const clip = await ask<{
    playback: { hls: string }
    durationSeconds: number
    recordingOf: { path: string }
  }>('GET', `/footage/${clipId}`)
  expect(clip.recordingOf.path).toContain(event.id)
  const url = new URL(clip.playback.hls, house.origin).href
  const { stdout } = run('ffprobe', [
    '-v',
    'error',
    '-show_entries',
    'format=duration',
    '-of',
    'csv=p=0',
    url,
  ])
  expect(Number(stdout)).toBeGreaterThan(6)
  await stateIs('offline')
  await until(async () => (await playlist('source.m3u8')).includes('#EXT-X-ENDLIST'))

  logs.push((await house.stop('SIGTERM')).log)
  expect(logs.join()).toContain('a push began')
  expect(logs.join()).not.toContain(ingest.streamKey)
}, 180_000)
