import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SignedPaths } from '#platform/http/signed-paths.ts'
import type { Log } from '#platform/observability/log.ts'
import type { Metrics } from '#platform/observability/metrics.ts'
import type { Storage } from '#platform/storage/storage.ts'
import type { RenditionId } from '../packager/packaged.ts'
import { refuse, sendFile, sendPlaylist } from './answers.ts'
import { type Elsewhere, fromEdge } from './elsewhere.ts'
import { channelKey, openGrants } from './grants.ts'
import { type LivePath, readLivePath } from './live-path.ts'
import type { Origin, OriginOptions } from './origin.ts'
import { openOriginChannel, type ServedChannel } from './origin-channel.ts'
import { openOriginFigures } from './origin-figures.ts'
import { sendStored } from './stored-files.ts'

/**
 * The origin of this process. `mostBlocked`: from so many waiting requests on
 * newcomers get lists without parts, which they need not wait for.
 */
export function openOrigin(house: {
  signedPaths: Pick<SignedPaths, 'open'>
  storage: Pick<Storage, 'get' | 'stat'>
  metrics: Metrics
  log: Pick<Log, 'warn'>
  /** Who answers for channels that are not here. */
  elsewhere: Pick<Elsewhere, 'answer'>
  mostBlocked?: number
}): Origin {
  const { mostBlocked = 8000 } = house
  const channels = new Map<string, ServedChannel>()
  const grants = openGrants(house.signedPaths)
  const blocked = () => [...channels.values()].reduce((sum, { waiting }) => sum + waiting.size, 0)
  const figures = openOriginFigures(house.metrics, blocked)
  let stopping = false
  const timer = setInterval(() => {
    for (const { waiting } of channels.values()) waiting.tick()
    figures.flush()
  }, 500)
  timer.unref()

  const playlist = (
    request: IncomingMessage,
    response: ServerResponse,
    channel: ServedChannel,
    path: LivePath,
  ) => {
    const asked = playlists.exec(path.file)!
    const [rendition, parts] = [
      (asked[1] === 'dvr' ? 'source' : asked[1]) as RenditionId,
      asked[2] === undefined,
    ]
    const crowded = path.msn === null && channel.waiting.size >= mostBlocked
    const cached = request.headers[fromEdge] !== undefined
    const kind = { parts: parts && !crowded, dvr: asked[1] === 'dvr', skip: path.skip, cached }
    const gone = () => rendition === '360' && !channel.list(rendition)?.entries.length
    const give = () => {
      if (gone()) refuse(response, 404, 2)
      if (gone()) return true
      const made = channel.playlist(rendition, kind)
      if (made) sendPlaylist(request, response, made)
      return made !== null
    }
    if (path.msn === null && path.part === null) {
      soon(response, channel, give)
      return
    }
    const list = channel.list(rendition)
    const last = list?.entries.at(-1)?.sequence
    if (!list || last === undefined) {
      soon(response, channel, give)
      return
    }
    const { msn, part } = path
    if (msn === null || !(msn <= last + 2) || Number.isNaN(part)) {
      refuse(response, 400)
      return
    }
    const ready = () => channel.ended || gone() || reached(channel, rendition, msn, part)
    const attempt = () => ready() && give()
    if (attempt()) return
    if (stopping) {
      give()
      return
    }
    const tooLong = () => {
      // Without a push nothing is wrong: whoever stays sees it go on.
      if (stopping || !channel.flowing) give()
      else refuse(response, 503, 1)
    }
    channel.waiting.wait({ response, seconds: patience(channel), attempt, tooLong })
  }

  /** There is a list once there is a whole segment. */
  const soon = (response: ServerResponse, channel: ServedChannel, attempt: () => boolean) => {
    if (attempt()) return
    if (!channel.flowing || stopping) {
      refuse(response, 404, 2)
      return
    }
    channel.waiting.wait({ response, seconds: 4, attempt, tooLong: () => refuse(response, 404, 1) })
  }

  const file = (request: IncomingMessage, response: ServerResponse, channel: ServedChannel, path: string) => {
    const attempt = () => {
      const parts = channel.file(path)
      if (parts) sendFile(request, response, parts)
      else if (channel.hinted(path)) return false
      else refuse(response, 404)
      return true
    }
    if (channel.hinted(path) && !stopping) {
      const tooLong = () => refuse(response, 404)
      channel.waiting.wait({ response, seconds: patience(channel), attempt, tooLong })
    } else if (channel.file(path) || !channel.past) attempt()
    else void sendStored(request, response, path, channel.past, house)
  }

  const route = (request: IncomingMessage, response: ServerResponse, path: LivePath) => {
    const key = grants.keyOf(path.name)
    const channel = key === null ? undefined : channels.get(key.channel)
    if (stopping) response.shouldKeepAlive = false
    if (request.method !== 'GET' && request.method !== 'HEAD') refuse(response, 405)
    else if (!key) refuse(response, 404)
    else if (!channel) house.elsewhere.answer(request, response, key.publicId)
    else if (key.version === null ? !channel.grants.everybody : key.version !== channel.grants.version)
      refuse(response, 404)
    else if (playlists.test(path.file)) playlist(request, response, channel, path)
    else if (path.file === 'index.m3u8' || path.file === 'plain.m3u8') {
      const plain = path.file === 'plain.m3u8' || channel.waiting.size >= mostBlocked
      soon(response, channel, () => {
        const made = channel.index(plain)
        if (made) sendPlaylist(request, response, made)
        return made !== null
      })
    } else file(request, response, channel, path.file)
  }

  return {
    door: {
      answer(request, response) {
        const path = readLivePath(request.url ?? '')
        if (!path) return false
        figures.watch(path.file, response)
        route(request, response, path)
        return true
      },
      drain() {
        stopping = true
        for (const { waiting } of channels.values()) waiting.empty()
      },
    },
    async open(options: OriginOptions) {
      const name = channelKey(options.purpose, options.publicId)
      const channel = await openOriginChannel(options)
      channels.get(name)?.close()
      channels.set(name, channel)
      const { push, access, end, figures } = channel
      return {
        push,
        access,
        end,
        figures,
        close() {
          if (channels.get(name) === channel) channels.delete(name)
          channel.close()
        },
      }
    },
    close() {
      clearInterval(timer)
      figures.flush()
      for (const channel of channels.values()) channel.close()
      channels.clear()
    },
  }
}

/**
 * Seconds that a request waits for news at most: three targets, as players expect, and never so long that who stands in front takes this
 * process for one that is gone (deploy/nginx: 10 s).
 */
const patience = ({ targetSeconds }: ServedChannel) => Math.min(3 * targetSeconds, 8)

/** `source.m3u8`, `audio.plain.m3u8`, `dvr.m3u8`. */
const playlists = /^(source|audio|360|dvr)(\.plain)?\.m3u8$/

/** Whether the list has this segment, or this part of it; a part behind the last one of a whole segment is the first of the next. */
function reached(channel: ServedChannel, rendition: RenditionId, msn: number, part: number | null): boolean {
  const { entries, atWork } = channel.list(rendition)!
  const last = entries.at(-1)!
  if (part === null) return last.sequence >= msn
  if (msn > last.sequence) return atWork?.sequence === msn && atWork.parts.length > part
  const asked = entries[entries.length - 1 - (last.sequence - msn)]
  if (!asked || part < asked.parts.length || !asked.allParts || asked.parts.length === 0) return true
  return msn < last.sequence || (atWork !== null && atWork.parts.length > 0)
}
