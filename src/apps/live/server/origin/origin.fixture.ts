import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { systemClock } from '#platform/clock.ts'
import { openSignedPaths } from '#platform/http/signed-paths.ts'
import { openMetrics } from '#platform/observability/open-metrics.ts'
import type { PackagedListener, Part, RenditionId, Segment } from '../packager/packaged.ts'
import { refuse } from './answers.ts'
import type { Elsewhere } from './elsewhere.ts'
import { openOrigin } from './open-origin.ts'

/** An origin behind a server of its own on the loopback. */
export async function startOrigin(
  options: { elsewhere?: Pick<Elsewhere, 'answer'>; mostBlocked?: number; stored?: Map<string, Buffer> } = {},
) {
  const {
    elsewhere = { answer: (_request, response) => refuse(response, 404) },
    mostBlocked = 8000,
    stored = new Map(),
  } = options
  const metrics = openMetrics()
  const signedPaths = openSignedPaths({ secretKey: Buffer.alloc(32, 5), cdnUrl: null, clock: systemClock })
  const origin = openOrigin({
    signedPaths,
    metrics,
    log: { warn: () => undefined },
    elsewhere,
    mostBlocked,
    storage: {
      stat: async (key) =>
        stored.has(key) ? { size: stored.get(key)!.length, modifiedAt: new Date(), etag: key } : null,
      get: async (key) => Readable.from([stored.get(key)!]),
    },
  })
  // A test that waits for a program without letting this process go on comes back to a connection that is still open.
  const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
    if (!origin.door.answer(request, response)) response.writeHead(418).end()
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    metrics,
    signedPaths,
    address,
    ask: (path: string, init: RequestInit = {}) => fetch(`http://${address}/live/${path}`, init),
    async close() {
      origin.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Tells a listener of parts and segments as the packager does; each of half a second and of recognisable bytes. */
export function teller(
  listener: PackagedListener,
  { sequence = 0, renditions = ['source', 'audio'] as RenditionId[] } = {},
) {
  let parts: Part[] = []
  const of = (rendition: RenditionId, part: Part): Part => ({
    ...part,
    rendition,
    bytes: Buffer.from(`${rendition} ${part.sequence}.${part.index}`),
  })
  const teller = {
    tracks() {
      for (const rendition of renditions)
        listener.track({
          rendition,
          layout: { video: null, audio: null },
          init: Buffer.from(`init of ${rendition}`),
          codecs: rendition === 'audio' ? 'mp4a.40.2' : 'avc1.64001F,mp4a.40.2',
          picture: rendition === 'audio' ? null : { width: 1280, height: 720, framesPerSecond: 30 },
          sound: { sampleRate: 48_000, channels: 2 },
        })
      return teller
    },
    part(more: Partial<Part> = {}) {
      const index = parts.length
      const part: Part = {
        rendition: 'source',
        sequence,
        index,
        durationSeconds: 0.5,
        independent: index === 0,
        startedAt: 1_800_000_000_000 + sequence * 2000,
        discontinuity: false,
        bytes: Buffer.alloc(0),
        ...more,
      }
      parts.push(part)
      for (const rendition of renditions) listener.part(of(rendition, part))
      return teller
    },
    /** Ends the segment, filling it up to four parts. */
    segment(more: Partial<Segment> = {}) {
      while (parts.length < 4)
        teller.part(more.discontinuity === undefined ? {} : { discontinuity: more.discontinuity })
      const durationSeconds = parts.reduce((sum, part) => sum + part.durationSeconds, 0)
      const { startedAt, discontinuity } = parts[0]!
      for (const rendition of renditions)
        listener.segment({
          rendition,
          sequence,
          durationSeconds,
          startedAt,
          discontinuity,
          targetSeconds: 2,
          parts: parts.map((part) => of(rendition, part)),
          ...more,
        })
      parts = []
      sequence += 1
      return teller
    },
    segments(count: number) {
      for (let i = 0; i < count; i++) teller.segment()
      return teller
    },
  }
  return teller
}
