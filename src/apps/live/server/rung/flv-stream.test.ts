import { expect, test } from 'vitest'
import { readVideoTag } from '../packager/flv-video.ts'
import { configs } from '../packager/push.fixture.ts'
import { configTag, flvHeader, frameTag, openFlvReader } from './flv-stream.ts'

const frame = { ms: 0x1_02_03_04, offset: -40, key: true, data: Buffer.alloc(300, 7) }
const stream = Buffer.concat([
  flvHeader,
  configTag(configs.p720),
  frameTag(frame),
  frameTag({ ...frame, ms: 5, key: false }),
])

test.each([1, 7, 400, stream.length])('what was written is read, in pieces of %i bytes', (size) => {
  const read: { ms: number; body: Buffer }[] = []
  const take = openFlvReader((ms, body) => void read.push({ ms, body: Buffer.from(body) }))
  for (let at = 0; at < stream.length; at += size) take(stream.subarray(at, at + size))
  expect(read.map(({ ms }) => ms)).toEqual([0, 0x1_02_03_04, 5])
  expect(read.map(({ body }) => readVideoTag(body))).toEqual([
    { kind: 'config', record: configs.p720 },
    { kind: 'frame', key: true, offset: -40, data: frame.data },
    { kind: 'frame', key: false, offset: -40, data: frame.data },
  ])
})

test('what is no FLV, and a frame larger than any, end it', () => {
  expect(() => openFlvReader(() => undefined)(Buffer.alloc(40))).toThrow('no FLV')
  const huge = Buffer.from([...flvHeader, 9, 0xff, 0xff, 0xff, ...Buffer.alloc(20)])
  expect(() => openFlvReader(() => undefined)(huge)).toThrow('bytes came out')
})
