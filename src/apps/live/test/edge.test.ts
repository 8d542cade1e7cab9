import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openElsewhere } from '../server/origin/elsewhere.ts'
import { startOrigin, teller } from '../server/origin/origin.fixture.ts'
import { readPlaylist } from '../server/origin/playlist.fixture.ts'
import { until } from '../../../../test/until.ts'
import { startLiveEdge } from '../../../../test/deploy/live-edge-nginx.ts'

const folder = mkdtempSync(join(tmpdir(), 'longhouse-live-edge-'))
let house: Awaited<ReturnType<typeof startOrigin>>
let edge: Awaited<ReturnType<typeof startLiveEdge>>
beforeAll(async () => {
  house = await startOrigin()
  edge = await startLiveEdge(folder, house.address)
})
afterAll(async () => {
  await edge.stop()
  await house.close()
  rmSync(folder, { recursive: true })
})

const open = async (publicId: string) => {
  const channel = await house.origin.open({
    purpose: 'live',
    publicId,
    access: { everybody: true, version: 1 },
    past: null,
  })
  return { channel, push: teller(channel.push('e1')).tracks().segments(3) }
}
const ask = (path: string, init: RequestInit = {}) => fetch(`${edge.origin}/live/${path}`, init)
/** Answers of the house so far. */
const answers = async () =>
  [
    ...(await house.metrics.registry.metrics()).matchAll(/^longhouse_live_requests_total\{.*\} (\d+)/gm),
  ].reduce((sum, [, number]) => sum + Number(number), 0)

test('all who wait for one part are one request to the house, whatever else they write behind it', async () => {
  const { channel, push } = await open('one')
  const before = await answers()
  const blocked = Array.from({ length: 40 }, (_, i) =>
    ask(`one/source.m3u8?_HLS_msn=3&_HLS_part=0&junk=${i}`),
  )
  await until(() => channel.figures().blocked === 1, { what: 'the one that waits' })
  push.part()
  for (const answer of await Promise.all(blocked))
    expect(readPlaylist(await answer.text()).loose.length).toBe(1)
  await until(async () => (await answers()) > before, { what: 'the count' })
  expect((await answers()) - before).toBe(1)
})

test('bytes are fetched once, and 404 is asked for again', async () => {
  const { push } = await open('two')
  const before = await answers()
  const bodies = await Promise.all(
    Array.from({ length: 20 }, async () => (await ask('two/e1/source-1.m4s')).text()),
  )
  expect(new Set(bodies)).toEqual(new Set(['source 1.0source 1.1source 1.2source 1.3']))
  await until(async () => (await answers()) > before, { what: 'the count' })
  expect((await answers()) - before).toBe(1)
  expect((await ask('two/e1/source-3.m4s')).status).toBe(404)
  push.segment()
  expect((await ask('two/e1/source-3.m4s')).status).toBe(200)
  expect((await ask('two/source.m3u8?_HLS_msn=99')).status).toBe(400)
})

test('one copy serves those who take gzip and those who do not', async () => {
  const { push } = await open('three')
  push.segments(20)
  const get = async (encoding: string) => {
    const answer = await ask('three/source.plain.m3u8', { headers: { 'accept-encoding': encoding } })
    return { encoding: answer.headers.get('content-encoding'), text: await answer.text() }
  }
  const [packed, plain] = [await get('gzip'), await get('identity')]
  expect([packed.encoding, plain.encoding]).toEqual(['gzip', null])
  expect(readPlaylist(plain.text)).toEqual(readPlaylist(packed.text))
})

test('members keep their token in the path, and each token is its own', async () => {
  const channel = await house.origin.open({
    purpose: 'live',
    publicId: 'four',
    access: { everybody: false, version: 1 },
    past: null,
  })
  teller(channel.push('e1')).tracks().segments(3)
  const token = house.signedPaths
    .sign({ purpose: 'live', object: 'four', version: 1 }, 86_400)
    .split('/')
    .at(-1)!
  expect((await ask(`${token}/source.m3u8`)).status).toBe(200)
  expect((await ask(`${token}/e1/source-2.0.m4s`)).status).toBe(200)
  expect((await ask('four/source.m3u8')).status).toBe(404)
  expect((await ask(`${token.slice(0, -1)}/source.m3u8`)).status).toBe(404)
})

test('a process that does not have the channel lets nginx fetch it from the one that has', async () => {
  const { push } = await open('five')
  const elsewhere = openElsewhere({
    ownerOf: async () => ({ address: house.address }),
    nginx: true,
    log: { warn: () => undefined },
  })
  const other = await startOrigin({ elsewhere })
  const second = await startLiveEdge(join(folder, 'second'), other.address)
  try {
    const get = (path: string) => fetch(`${second.origin}/live/five/${path}`)
    push.part()
    expect(readPlaylist(await (await get('source.m3u8')).text()).loose.length).toBe(1)
    expect(await (await get('e1/source-2.3.m4s')).text()).toBe('source 2.3')
    expect((await fetch(`${second.origin}/_longhouse/live`)).status).toBe(404)
  } finally {
    await second.stop()
    await other.close()
    elsewhere.close()
  }
})
