import { expect, test } from 'vitest'
import { until } from '../../../../../test/until.ts'
import { PushRefused } from '../push.ts'
import {
  audioBytes,
  chunked,
  command,
  flvTag,
  handshakeBytes,
  number32,
  openingBytes,
  videoBytes,
} from './encoder.fixture.ts'
import { writeAmf0 } from './amf0-writer.ts'
import { messageType } from './message-types.ts'
import { collectingGate, openTestSession } from './session.fixture.ts'

const started = { code: 'NetStream.Publish.Start' }

test('a push from connect to goodbye', async () => {
  const { gate, pushes } = collectingGate()
  const { encoder, statuses, admissions, closed } = openTestSession(gate)
  encoder.write(openingBytes())
  await until(() => statuses().length === 1)
  expect(statuses()).toMatchObject([started])
  encoder.write(chunked('data', writeAmf0('@setDataFrame', 'onMetaData', { width: 640 }), { streamId: 1 }))
  encoder.write(videoBytes(Buffer.from('picture'), { timestamp: 40 }))
  encoder.write(audioBytes(Buffer.from('sound'), { timestamp: 41 }))
  encoder.write(Buffer.concat([command('FCUnpublish', 6, null, 'good'), command('deleteStream', 7, null, 1)]))
  await until(() => pushes[0]?.ends.length === 1)
  expect(pushes[0]).toMatchObject({
    request: { by: 'rtmp', key: 'good', address: '192.0.2.7', encoder: 'FMLE/3.0 (test)' },
    metas: [{ width: 640 }],
    tags: [
      { kind: 'video', timestamp: 40, body: Buffer.from('picture') },
      { kind: 'audio', timestamp: 41, body: Buffer.from('sound') },
    ],
    ends: ['unpublished'],
  })
  encoder.end()
  await closed
  expect(pushes[0]?.ends).toEqual(['unpublished'])
  expect(admissions).toEqual([true, false])
})

test('a connection may publish again after it unpublished', async () => {
  const { gate, pushes } = collectingGate()
  const { encoder } = openTestSession(gate)
  encoder.write(openingBytes())
  encoder.write(
    Buffer.concat([command('FCUnpublish', 6, null, 'good'), command('publish', 7, null, 'good', 'live')]),
  )
  encoder.write(videoBytes(Buffer.from('again')))
  await until(() => pushes[1]?.tags.length === 1)
  encoder.destroy()
  await until(() => pushes[1]?.ends.length === 1)
  expect(pushes.map((push) => push.ends)).toEqual([['unpublished'], ['lost']])
})

test('nothing is read while the key is checked, and nothing of it is lost', async () => {
  const { gate, pushes } = collectingGate()
  let open = () => {}
  const door = new Promise<void>((resolve) => (open = resolve))
  const slow = { admit: async (request: never) => door.then(() => gate.admit(request)) }
  const { encoder, statuses } = openTestSession(slow as typeof gate)
  encoder.write(Buffer.concat([openingBytes(), videoBytes(Buffer.from('one'))]))
  encoder.write(videoBytes(Buffer.from('two')))
  await until(() => statuses().length === 0)
  expect(pushes).toEqual([])
  open()
  await until(() => pushes[0]?.tags.length === 2)
  expect(pushes[0]?.tags.map((tag) => tag.body.toString())).toEqual(['one', 'two'])
  encoder.destroy()
})

const url = 'rtmp://house.example/live/good'
test.each(['bad', 'good ', ' good', '"good"', 'good\n', 'GOOD', url, '', 'g'.repeat(5000)])(
  'the key %j opens nothing, and the words help',
  async (key) => {
    const { gate, pushes } = collectingGate()
    const { encoder, statuses, closed, metrics } = openTestSession(gate)
    encoder.write(openingBytes({ key }))
    await closed
    expect(statuses()).toMatchObject([{ code: 'NetStream.Publish.BadName', level: 'error' }])
    expect(statuses()[0]?.description).toContain('Copy it again from the broadcast page')
    expect(pushes).toEqual([])
    expect(await metrics.registry.metrics()).toContain('refused_total{reason="unknown-key"} 1')
  },
)

test('what a gate says is what the volunteer reads; what it suffers is not', async () => {
  const say = (error: Error) => ({
    async admit(): Promise<never> {
      throw error
    },
  })
  const refused = openTestSession(say(new PushRefused('full', 'Too many streams.')))
  refused.encoder.write(openingBytes())
  await refused.closed
  expect(refused.statuses()).toMatchObject([
    { code: 'NetStream.Publish.BadName', description: 'Too many streams.' },
  ])
  const broken = openTestSession(say(new Error('password of the database')))
  broken.encoder.write(openingBytes())
  await broken.closed
  expect(broken.statuses()[0]?.description).toContain('could not be checked just now')
})

test('an admission that comes too late is ended', async () => {
  const { gate, pushes } = collectingGate()
  let open = () => {}
  const door = new Promise<void>((resolve) => (open = resolve))
  const slow = { admit: async (request: never) => door.then(() => gate.admit(request)) }
  const { encoder, closed, statuses } = openTestSession(slow as typeof gate, { checkSeconds: 0.02 })
  encoder.write(openingBytes())
  await closed
  open()
  await until(() => pushes[0]?.ends.length === 1)
  expect(pushes[0]?.ends).toEqual(['lost'])
  expect(statuses()[0]?.description).toContain('could not be checked just now')
})

test('an encoder that is gone when its key is accepted', async () => {
  const { gate, pushes } = collectingGate()
  let open = () => {}
  const door = new Promise<void>((resolve) => (open = resolve))
  let asked = false
  const slow = {
    admit: async (request: never) => {
      asked = true
      await door
      return gate.admit(request)
    },
  }
  const { encoder, session, closed } = openTestSession(slow as typeof gate)
  encoder.write(openingBytes())
  await until(() => asked)
  session.stop(new PushRefused('closing', 'The server restarts.'))
  await closed
  open()
  await until(() => pushes[0]?.ends.length === 1)
  expect(pushes[0]?.ends).toEqual(['lost'])
})

test('a codec the sink does not take is told in its words', async () => {
  const words = 'This stream is HEVC. Choose H.264 in the encoder.'
  const { gate, pushes } = collectingGate(() => {
    throw new PushRefused('codec-not-supported', words)
  })
  const { encoder, statuses, closed } = openTestSession(gate)
  encoder.write(Buffer.concat([openingBytes(), videoBytes(Buffer.from([0x90, ...Buffer.from('hvc1')]))]))
  await closed
  expect(statuses()).toMatchObject([started, { code: 'NetStream.Publish.Failed', description: words }])
  expect(pushes[0]?.ends).toEqual(['stopped'])
})

test('a sink that breaks ends its own push and nothing else', async () => {
  const { gate, pushes } = collectingGate(() => {
    throw new TypeError('undefined is not a function')
  })
  const { encoder, statuses, closed } = openTestSession(gate)
  encoder.write(Buffer.concat([openingBytes(), videoBytes(Buffer.from('x'))]))
  await closed
  expect(statuses()[1]?.description).toContain('could not go on')
  expect(pushes[0]?.ends).toEqual(['stopped'])
})

test('the house ends a push: the encoder is told why', async () => {
  const { gate, pushes } = collectingGate()
  const { encoder, statuses, closed } = openTestSession(gate)
  encoder.write(openingBytes())
  await until(() => statuses().length === 1)
  pushes[0]!.stop('newer-push', 'Another encoder took over.')
  await closed
  expect(statuses()).toMatchObject([started, { description: 'Another encoder took over.' }])
  expect(pushes[0]?.ends).toEqual(['stopped'])
})

test('aggregates are taken apart, timed from their first', async () => {
  const { gate, pushes } = collectingGate()
  const { encoder } = openTestSession(gate)
  const inside = Buffer.concat([
    flvTag('video', 5000, Buffer.from('v')),
    flvTag('audio', 5021, Buffer.from('a')),
    flvTag('video', 5033, Buffer.from('w')),
  ])
  encoder.write(
    Buffer.concat([openingBytes(), chunked('aggregate', inside, { timestamp: 100, streamId: 1 })]),
  )
  await until(() => pushes[0]?.tags.length === 3)
  expect(pushes[0]?.tags.map((tag) => [tag.kind, tag.timestamp])).toEqual([
    ['video', 100],
    ['audio', 121],
    ['video', 133],
  ])
  encoder.destroy()
})

test('metadata that cannot be read is left out, the stream goes on', async () => {
  const { gate, pushes } = collectingGate()
  const { encoder } = openTestSession(gate)
  const meta = Buffer.concat([writeAmf0('onMetaData'), Buffer.of(0x11, 1, 2)])
  encoder.write(Buffer.concat([openingBytes(), chunked('data', meta), videoBytes(Buffer.from('x'))]))
  await until(() => pushes[0]?.tags.length === 1)
  expect(pushes[0]?.metas).toEqual([])
  encoder.destroy()
})

test('an encoder that asks for every byte to be acknowledged, and reads nothing, is not cut for it', async () => {
  const { gate, pushes } = collectingGate()
  const { encoder } = openTestSession(gate, { unread: 4000 })
  encoder.pause()
  encoder.removeAllListeners('data')
  encoder.write(openingBytes())
  encoder.write(chunked('windowAcknowledgementSize', number32(1), { chunkStream: 2 }))
  for (let i = 0; i < 4000; i++) encoder.write(audioBytes(Buffer.of(1), { timestamp: i }))
  await until(() => pushes[0]?.tags.length === 4000)
  expect(pushes[0]!.ends).toEqual([])
  encoder.destroy()
})

test('what was read is acknowledged, once for each window', async () => {
  const { gate, pushes } = collectingGate()
  const { encoder, said } = openTestSession(gate)
  encoder.write(Buffer.concat([openingBytes(), chunked('windowAcknowledgementSize', number32(10_000))]))
  encoder.write(videoBytes(Buffer.alloc(12_000)))
  await until(() => pushes[0]?.tags.length === 1)
  const acknowledged = () => said().filter((message) => message.type === messageType.acknowledgement)
  await until(() => acknowledged().length === 1)
  expect(acknowledged()[0]!.body.readUInt32BE()).toBeGreaterThanOrEqual(12_000)
  encoder.destroy()
})

test('a ping is answered', async () => {
  const { encoder, said } = openTestSession(collectingGate().gate)
  const ping = Buffer.concat([Buffer.of(0, 6), number32(4711)])
  encoder.write(Buffer.concat([handshakeBytes(), chunked('userControl', ping)]))
  await until(() => said().length === 1)
  expect(said()[0]!.body).toEqual(Buffer.concat([Buffer.of(0, 7), number32(4711)]))
  encoder.destroy()
})

test('silence: asked twice, then given up; any byte keeps the line', async () => {
  const { gate, pushes } = collectingGate()
  const { encoder, said, closed } = openTestSession(gate, { idleSeconds: 0.15 })
  encoder.write(openingBytes())
  await closed
  expect(pushes[0]?.ends).toEqual(['lost'])
  expect(said().filter((message) => message.type === messageType.userControl)).toHaveLength(3)
  // An encoder that answers pings stays, though it has nothing to show.
  const patient = openTestSession(gate, { idleSeconds: 0.15 })
  const pings = () => patient.said().filter((message) => message.body.subarray(0, 2).equals(Buffer.of(0, 6)))
  patient.encoder.write(openingBytes())
  for (let answered = 1; answered <= 5; answered++) {
    await until(() => pings().length >= answered)
    patient.encoder.write(chunked('userControl', Buffer.of(0, 7, 0, 0, 0, 0)))
  }
  expect(pushes[1]?.ends).toEqual([])
  patient.encoder.destroy()
})

test('whoever wants to watch is told where', async () => {
  const { encoder, statuses, closed } = openTestSession(collectingGate().gate)
  encoder.write(
    Buffer.concat([
      handshakeBytes(),
      command('connect', 1, { app: 'live' }),
      command('play', 5, null, 'good'),
    ]),
  )
  await closed
  expect(statuses()[0]?.code).toBe('NetStream.Play.Failed')
  expect(statuses()[0]?.description).toContain('none are played')
})

test('an address that is none of ours is refused at connect', async () => {
  const { encoder, statuses, closed } = openTestSession(collectingGate().gate)
  encoder.write(Buffer.concat([handshakeBytes(), command('connect', 1, { app: 'vod' })]))
  await closed
  expect(statuses()).toMatchObject([{ code: 'NetConnection.Connect.Rejected' }])
  expect(statuses()[0]?.description).toContain('ends in /live')
})

const connected = Buffer.concat([handshakeBytes(), command('connect', 1, { app: 'live' })])
test.each([
  ['nothing at all', Buffer.alloc(0), 'handshake-slow'],
  ['half a handshake', handshakeBytes().subarray(0, 900), 'handshake-slow'],
  ['nothing after the handshake', handshakeBytes(), 'opening-slow'],
  ['never a key', connected, 'opening-slow'],
  [
    'publish without connect',
    Buffer.concat([handshakeBytes(), command('publish', 5, null, 'good')]),
    'command',
  ],
  ['connect twice', Buffer.concat([connected, command('connect', 1, { app: 'live' })]), 'command'],
  ['a large message without a key', Buffer.concat([connected, videoBytes(Buffer.alloc(70_000))]), 'limit'],
  [
    'megabytes without a key',
    Buffer.concat([connected, ...Array.from({ length: 30 }, () => videoBytes(Buffer.alloc(20_000)))]),
    'limit',
  ],
  ['HTTP', Buffer.from('GET / HTTP/1.1\r\n\r\n'), 'handshake'],
])('%s ends the connection', async (_, bytes, reason) => {
  const { encoder, closed, metrics } = openTestSession(collectingGate().gate, {
    handshakeSeconds: 0.05,
    openingSeconds: 0.05,
  })
  encoder.write(bytes)
  await closed
  expect(await metrics.registry.metrics()).toContain(`refused_total{reason="${reason}"} 1`)
})

test('an encoder that asks without listening is closed', async () => {
  const { encoder, closed, metrics } = openTestSession(collectingGate().gate, { unread: 20_000 })
  encoder.pause()
  encoder.write(handshakeBytes())
  const ping = chunked('userControl', Buffer.concat([Buffer.of(0, 6), number32(1)]))
  encoder.write(Buffer.concat(Array.from({ length: 5000 }, () => ping)))
  await closed
  expect(await metrics.registry.metrics()).toContain('refused_total{reason="unread"} 1')
})
