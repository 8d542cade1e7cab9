import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { devices, openLighthouse } from '../../../../bench/parts/page-figures.ts'
import { freePort } from '../../../../test/bed/program.ts'
import { startHouse } from '../../../../test/uploads/start-house.ts'
import { until } from '../../../../test/until.ts'
import type { Channel } from '../contract/channel.ts'
import type { LiveEvent } from '../contract/event.ts'
import { broadcast } from '../test/browser/broadcaster.ts'
import { type OneChannel, openChannel } from './parts/one-channel.ts'

type Row = { what: string; value: string; target?: string; ok?: boolean }

/** What Lighthouse gives the pages of a channel that has a past and a next event; then, while it is on air, the page that is watched. */
export const bench = {
  name: 'live-pages',
  title: 'Live: Lighthouse, a phone with slow 4G and a desktop',
  async run(): Promise<{ rows: Row[] }> {
    const folder = await mkdtemp(join(tmpdir(), 'bench-live-pages-'))
    const rtmpPort = await freePort()
    const env = { RTMP_PORT: String(rtmpPort), RATE_LIMIT: '1000000', LOG_LEVEL: 'warn' }
    const house = await startHouse(join(folder, 'data'), env)
    const lighthouse = await openLighthouse()
    const rows: Row[] = []
    const look = async (route: string, cookie: string, state?: string, plays = false) => {
      const url = `${house.origin}${route}`
      for (const device of devices)
        rows.push(...(await lighthouse.look({ url, cookie, device, ...(state && { state }), plays })))
    }
    try {
      const channel = await openChannel(house.origin, rtmpPort)
      const { path, cookie } = channel
      const past = await holdEvent(channel)
      await announce(channel)
      await look('/live', cookie)
      await look(path, '', ', offline, a guest')
      await look(path, cookie, ', offline')
      await look(`${path}/past/${past}`, cookie)
      await look('/live/channels', cookie)
      await look(`${path}/broadcast`, cookie)
      await look(`${path}/studio`, cookie)
      const push = broadcast(streamOf(channel))
      try {
        await stateIs(channel, 'live')
        await look(path, '', ', on air, a guest', true)
      } finally {
        await push.stop()
      }
      return { rows }
    } finally {
      await lighthouse.close()
      await house.stop('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    }
  },
}

const streamOf = ({ address }: OneChannel) => {
  const end = address.lastIndexOf('/')
  return { server: address.slice(0, end), streamKey: address.slice(end + 1) }
}

const stateIs = ({ ask, path }: OneChannel, state: Channel['state']) =>
  until(
    async () => {
      const channel = await ask<Channel>('GET', path.replace('/live', '/channels'))
      return channel.state === state && channel
    },
    { seconds: 30, what: state },
  )

/** An event that is over and has become a clip; its id. */
async function holdEvent(channel: OneChannel): Promise<string> {
  const push = broadcast(streamOf(channel))
  try {
    const { event } = await stateIs(channel, 'live')
    await pause(6000)
    // One that is still there when its event is ended is not let in again for a while.
    await push.stop()
    await channel.ask('POST', `/events/${event!.id}/end`)
    const clip = async () => (await channel.ask<LiveEvent>('GET', `/events/${event!.id}`)).clipId
    await until(clip, { seconds: 60, what: 'the clip' })
    return event!.id
  } finally {
    await push.stop()
  }
}

async function announce({ ask, path }: OneChannel): Promise<void> {
  const scheduledAt = new Date(Date.now() + 2 * 86_400_000).toISOString()
  const channelId = path.replace('/live/', '')
  await ask('POST', '/events', { channelId, title: 'Sunday service', scheduledAt })
}
