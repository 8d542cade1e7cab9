import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import type { Media, NarrowCall } from '#platform/media/media.ts'
import { bareMetrics, quietLog } from '../../../../../test/harness/quiet.ts'
import { until } from '../../../../../test/until.ts'
import { openPackager } from '../packager/open-packager.ts'
import type { PackagedListener } from '../packager/packaged.ts'
import { configs, feed } from '../packager/push.fixture.ts'
import { openRungs } from './open-rungs.ts'

type Encoding = { call: NarrowCall; die(): void }

/** A push whose small picture is what went in: an encoder of FLV that changes nothing. */
async function openPushWithRung({ strong = true, ffmpeg = '5' as string | null, mute = false } = {}) {
  const clock = { ms: 1_800_000_000_000, now: () => clock.ms, iso: () => new Date(clock.ms).toISOString() }
  const encodings: Encoding[] = []
  const media: Pick<Media, 'narrow' | 'sandbox'> = {
    sandbox: async () => ({ strong, ffmpeg, detail: '' }),
    narrow: (_plan, call) =>
      new Promise((_, reject) => {
        const stdin = new PassThrough()
        stdin.on('data', (chunk: Buffer) => mute || call.bytes(chunk))
        call.signal.addEventListener('abort', () => reject(call.signal.reason as Error))
        encodings.push({ call, die: () => reject(new Error('killed')) })
        queueMicrotask(() => call.feed(stdin))
      }),
  }
  const heard: string[] = []
  const to: PackagedListener = {
    track: ({ rendition }) => void heard.push(`track ${rendition}`),
    part: () => undefined,
    segment: ({ rendition, sequence }) => void heard.push(`segment ${rendition} ${sequence}`),
    dropped: (rendition) => void heard.push(`dropped ${rendition}`),
    end: () => undefined,
  }
  const rung = openRungs({ media: media as Media, clock, metrics: bareMetrics() }).open(to, quietLog())
  await Promise.resolve()
  const packager = openPackager({
    listeners: [rung],
    clock,
    firstSequence: 7,
    targetSeconds: null,
    log: quietLog(),
  })
  let at = 0
  return {
    rung,
    heard,
    encodings,
    clock,
    packager,
    send(seconds: number, video: Buffer = configs.p720) {
      at = feed({ packager, clock, made: null!, of: null! }, { seconds, from: at, video })
      clock.ms += 1
    },
    hears: (line: string) => until(() => heard.includes(line), { seconds: 5, what: line }),
    /** The encoder ends by itself. */
    async dies() {
      const before = heard.length
      encodings.at(-1)!.die()
      await until(() => heard.slice(before).includes('dropped 360'), { seconds: 5 })
    },
  }
}

test('begins with the first segment, and has its number', async () => {
  const push = await openPushWithRung()
  push.send(5)
  await push.hears('segment 360 7')
  expect(push.heard[0]).toBe('track 360')
  push.packager.end('unpublished')
  expect(push.encodings[0]!.call.signal.aborted).toBe(true)
  expect(push.rung.trouble()).toBeNull()
})

test('an encoder that dies is gone at once, comes back with a later segment, and not a third time', async () => {
  const push = await openPushWithRung()
  for (const pause of [1000, 15_000]) {
    push.send(4)
    await until(() => push.heard.at(-1)?.startsWith('segment 360'), { seconds: 5 })
    await push.dies()
    expect(push.rung.trouble()).toBeNull()
    push.clock.ms += pause
  }
  push.send(4)
  await until(() => push.heard.at(-1)?.startsWith('segment 360'), { seconds: 5 })
  await push.dies()
  expect(push.rung.trouble()).toMatch(/failed three times/)
  push.clock.ms += 60_000
  push.send(8)
  expect(push.encodings).toHaveLength(3)
  const numbers = push.heard.flatMap((line) =>
    line.startsWith('segment') ? [Number(line.split(' ')[2])] : [],
  )
  expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b))
})

test('an encoder that is six seconds behind is ended', async () => {
  const push = await openPushWithRung({ mute: true })
  push.send(5)
  expect(push.encodings[0]!.call.signal.aborted).toBe(false)
  push.send(3)
  expect(push.encodings[0]!.call.signal.aborted).toBe(true)
})

test('another picture in the middle of a push is another encoder', async () => {
  const push = await openPushWithRung()
  push.send(5)
  await push.hears('segment 360 7')
  push.send(5, configs.p1080)
  await until(() => push.heard.filter((line) => line === 'track 360').length === 2, { seconds: 5 })
  expect(push.heard).toContain('dropped 360')
  expect(push.rung.trouble()).toBeNull()
})

test.each([
  [{ ffmpeg: null }, /no ffmpeg/],
  [{ strong: false }, /lock ffmpeg up/],
])('where it cannot be made (%j), nothing is started and the operator is told', async (machine, words) => {
  const push = await openPushWithRung(machine)
  push.send(5)
  expect(push.encodings).toHaveLength(0)
  expect(push.rung.trouble()).toMatch(words)
})
