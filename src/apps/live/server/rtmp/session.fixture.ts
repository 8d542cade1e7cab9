import { once } from 'node:events'
import { duplexPair } from 'node:stream'
import { bareMetrics, quietLog } from '../../../../../test/harness/quiet.ts'
import { type EndReason, type Gate, PushRefused, type PushRequest, type Sink } from '../push.ts'
import { readAmf0 } from './amf0-reader.ts'
import { ChunkReader, type Message } from './chunk-reader.ts'
import { openIngestMeasures } from './ingest-measures.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { messageType } from './message-types.ts'
import { RtmpSession } from './rtmp-session.ts'

type Tag = { kind: 'video' | 'audio'; timestamp: number; body: Buffer }

export type CollectedPush = {
  request: PushRequest
  metas: Readonly<Record<string, unknown>>[]
  tags: Tag[]
  ends: EndReason[]
  stop(code: string, message: string): void
}

/** A gate that the key `good` opens, and what came through it. `refuse` may throw for a tag, as a sink does. */
export function collectingGate(refuse: (tag: Tag) => void = () => {}): {
  gate: Gate
  pushes: CollectedPush[]
} {
  const pushes: CollectedPush[] = []
  const admit = async (request: PushRequest) => {
    if (request.key !== 'good') return null
    const ending = new AbortController()
    const push: CollectedPush = {
      request,
      metas: [],
      tags: [],
      ends: [],
      stop: (code, message) => ending.abort(new PushRefused(code, message)),
    }
    pushes.push(push)
    const keep = (tag: Tag) => {
      refuse(tag)
      push.tags.push(tag)
    }
    const sink: Sink = {
      meta: (values) => push.metas.push(values),
      video: (timestamp, body) => keep({ kind: 'video', timestamp, body }),
      audio: (timestamp, body) => keep({ kind: 'audio', timestamp, body }),
      end: (reason) => push.ends.push(reason),
    }
    return { sink, stop: ending.signal }
  }
  return { gate: { admit }, pushes }
}

/** A session in this process, and the encoder's end of its line. */
export function openTestSession(gate: Gate, limits: Partial<Limits> = {}) {
  const [encoder, stream] = duplexPair()
  const metrics = bareMetrics()
  const admissions: boolean[] = []
  const session = new RtmpSession({
    stream,
    by: 'rtmp',
    address: '192.0.2.7',
    gate,
    log: quietLog(),
    measures: openIngestMeasures(metrics),
    limits: { ...defaultLimits, wrongKeySeconds: 0.01, farewellSeconds: 0.05, ...limits },
    admitted: (yes) => admissions.push(yes),
  })
  const heard: Buffer[] = []
  encoder.on('data', (data: Buffer) => heard.push(data))
  encoder.on('error', () => {})
  const closed = once(stream, 'close')
  return {
    session,
    encoder,
    closed,
    metrics,
    admissions,
    /** Everything the house said after the handshake. */
    said: (): Message[] => messagesIn(Buffer.concat(heard).subarray(1 + 2 * 1536)),
    /** `onStatus` and answers that are errors: code and description. */
    statuses: () => statusesIn(messagesIn(Buffer.concat(heard).subarray(1 + 2 * 1536))),
  }
}

function messagesIn(bytes: Buffer): Message[] {
  const messages: Message[] = []
  const limits = { message: 65_536, partial: 65_536, chunkStreams: 8 }
  new ChunkReader(limits).read(bytes, 0, (message) => messages.push(message) > 0)
  return messages
}

function statusesIn(messages: Message[]): { code: string; description: string }[] {
  return messages
    .filter((message) => message.type === messageType.command)
    .map((message) => readAmf0(message.body))
    .filter(([name]) => name === 'onStatus' || name === '_error')
    .map((values) => values.at(-1) as { code: string; description: string })
}
