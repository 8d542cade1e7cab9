import type { IncomingMessage, ServerResponse } from 'node:http'
import { BlockList, isIP } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Db } from '#platform/db/db.ts'
import type { RawDoor } from '#platform/http/raw-door.ts'
import type { Platform } from '#platform/platform.ts'
import { channelByKey } from '../channels/channel-store.ts'
import type { StreamKeys } from '../channels/stream-keys.ts'
import type { LiveTables } from '../live-tables.ts'
import type { Tickets } from './tickets.ts'

const path = '/live/on-publish'
/** Bytes of a form, and forms a second: an nginx asks once for each push. */
const [mostBytes, mostAtOnce] = [8192, 20]

type Needs = Pick<Platform, 'config' | 'log' | 'clock'> & {
  db: Db<LiveTables>
  keys: StreamKeys
  tickets: Tickets
  /** Where this process takes pushes. */
  rtmpPort: () => number
  /** Whether a push of this channel comes in here. */
  isPushed: (channelId: string) => boolean
}

type Verdict = { status: 302; location: string } | { status: 204 } | { status: 403 }

const refused: Verdict = { status: 403 }

/**
 * `POST /live/on-publish`, where an nginx-rtmp in front asks whether a push may come in. The form's `name` is the stream key, `addr` the
 * encoder's address. 302 names where the push goes, with a ticket that is good once; 403 for everything else. While the encoder is connected
 * nginx asks again (`call=update_publish` for it, `update_play` for its way on to here): 204 as long as the push runs, since nginx goes on
 * taking a stream in that the house has ended.
 * Answers this machine, private networks and TRUST_PROXY alone, and nothing that came through a proxy: anybody else could try keys out. The
 * key is in the body, so that no log of requests has it.
 */
export function onPublishDoor({ config, log, clock, db, keys, tickets, rtmpPort, isPushed }: Needs): RawDoor {
  const near = nearby(config.trustProxy)
  let second = 0
  let asked = 0
  return {
    answer(request, response) {
      if (request.url?.split('?')[0] !== path) return false
      void decide(request).then(
        (verdict) => finish(response, verdict),
        (error: unknown) => {
          log.warn({ err: error }, 'a server in front could not be answered')
          finish(response, refused)
        },
      )
      return true
    },
    drain: () => undefined,
  }

  async function decide(request: IncomingMessage): Promise<Verdict> {
    const now = Math.floor(clock.now() / 1000)
    asked = second === now ? asked + 1 : 1
    second = now
    if (request.method !== 'POST' || asked > mostAtOnce || !isNear(request)) return refused
    if (!(Number(request.headers['content-length']) <= mostBytes)) return refused
    const form = new URLSearchParams(await text(request))
    const key = form.get('name') ?? ''
    const channel = await channelByKey(db.read, keys.hashOf(key))
    if (!channel || !keys.opens(channel, key)) return refused
    if (form.get('call')?.startsWith('update')) return isPushed(channel.id) ? { status: 204 } : refused
    log.info({ channelId: channel.id }, 'the server in front may let a push in')
    const host = new URL(config.live.address ?? 'http://127.0.0.1').hostname
    return { status: 302, location: `rtmp://${host}:${rtmpPort()}/ingest/${tickets.give(channel.key_hash)}` }
  }

  function isNear(request: IncomingMessage): boolean {
    const address = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    return request.headers['x-forwarded-for'] === undefined && near.check(address, family)
  }
}

function finish(response: ServerResponse, verdict: Verdict): void {
  response.writeHead(verdict.status, {
    'content-length': 0,
    'cache-control': 'no-store',
    ...(verdict.status === 302 && { location: verdict.location }),
  })
  response.end()
}

function nearby(trusted: readonly string[]): BlockList {
  const list = new BlockList()
  const networks = ['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '::1/128', 'fc00::/7']
  for (const network of [...networks, ...trusted.filter((one) => one !== 'loopback')]) {
    const [address = '', bits] = network.split('/')
    const six = isIP(address) === 6
    list.addSubnet(address, Number(bits ?? (six ? 128 : 32)), six ? 'ipv6' : 'ipv4')
  }
  return list
}
