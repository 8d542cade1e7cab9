import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openOrigin } from '../../server/origin/open-origin.ts'
import { refuse } from '../../server/origin/answers.ts'
import { openMetrics } from '../../../../platform/observability/open-metrics.ts'
import type { Part } from '../../server/packager/packaged.ts'

// The origin in a process of its own, with a channel `bench` of four parts a segment, each of `argv[2]` bytes, two a second. Tells its
// port, then the moment (hrtime, which all processes share) at which each part was there.

const bytes = Buffer.alloc(Number(process.argv[2] ?? 100_000), 7)
const origin = openOrigin({
  signedPaths: { open: () => null },
  storage: { stat: async () => null, get: () => Promise.reject(new Error('nothing is stored')) },
  metrics: openMetrics(),
  log: { warn: () => undefined },
  elsewhere: { answer: (_request, response) => refuse(response, 404) },
})
const server = createServer((request, response) => {
  if (!origin.door.answer(request, response)) response.writeHead(404).end()
})
server.keepAliveTimeout = 75_000
const channel = await origin.open({
  purpose: 'live',
  publicId: 'bench',
  access: { everybody: true, version: 1 },
  past: null,
})
const listener = channel.push('e1')
listener.track({
  rendition: 'source',
  layout: { video: null, audio: null },
  init: Buffer.alloc(800),
  codecs: 'avc1.640028,mp4a.40.2',
  picture: null,
  sound: null,
})
let parts: Part[] = []
let sequence = 0
const publish = () => {
  const at = process.hrtime.bigint()
  const startedAt = Date.now()
  const part: Part = {
    rendition: 'source',
    sequence,
    index: parts.length,
    durationSeconds: 0.5,
    independent: parts.length === 0,
    startedAt,
    discontinuity: false,
    bytes,
  }
  parts.push(part)
  listener.part(part)
  process.send?.({ sequence, index: part.index, at: String(at) })
  if (parts.length < 4) return
  listener.segment({
    rendition: 'source',
    sequence,
    durationSeconds: 2,
    startedAt,
    discontinuity: false,
    targetSeconds: 2,
    parts,
  })
  parts = []
  sequence += 1
}
for (let i = 0; i < 60; i++) publish()
server.listen(0, '127.0.0.1', 8192, () => {
  setInterval(publish, 500)
  process.send?.({ port: (server.address() as AddressInfo).port })
})
process.on('disconnect', () => process.exit(0))
