import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PushRefused } from '../server/push.ts'
import { collectingGate } from '../server/rtmp/session.fixture.ts'
import { until } from '../../../../test/until.ts'
import { openCollectingServer } from './collecting-server.ts'
import { writeObsHome, writeObsProfile } from './obs-home.ts'
import { openScreen, startObs } from './obs-program.ts'

let home = ''
const closers: (() => unknown)[] = []
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'longhouse-obs-'))
})
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
  rmSync(home, { recursive: true })
})

test('OBS streams, comes back after its line was cut after the house ended its push, and after it was refused', async () => {
  const { gate, pushes } = collectingGate()
  let refusal: PushRefused | null = null
  let refusals = 0
  const { server } = await openCollectingServer({
    gate: {
      async admit(request) {
        if (!refusal) return gate.admit(request)
        refusals += 1
        throw refusal
      },
    },
  })
  closers.push(() => server.close(0))
  const line = await openLine(server.port)
  const profile = writeObsProfile(home, `rtmp://127.0.0.1:${line.port}/live`, 'good')
  writeObsHome(home, profile)
  const screen = await openScreen()
  closers.push(() => screen.stop())
  const obs = await startObs(home, screen.display, profile.name)
  closers.push(() => obs.stop('SIGKILL'))

  const streams = (count: number) =>
    until(() => pushes.length === count && pushes.at(-1)!.tags.some(({ kind }) => kind === 'video'), {
      seconds: 120,
      what: `push ${count} of OBS`,
    })
  await streams(1)
  expect(pushes[0]!.request).toMatchObject({ by: 'rtmp', encoder: 'FMLE/3.0 (compatible; FMSc/1.0)' })
  await until(() => pushes[0]!.metas[0])
  expect(pushes[0]!.metas[0]).toMatchObject({ width: 320, height: 180, videocodecid: 7, audiocodecid: 10 })

  line.cut()
  await streams(2)
  expect(pushes[0]!.ends).toEqual(['lost'])

  pushes[1]!.stop('test-began', 'A private test begins.')
  await streams(3)

  refusal = new PushRefused('codec-not-supported', 'The picture comes as HEVC.')
  line.cut()
  // Its log has our words; having been on air it goes on trying, so a house that mends itself gets it back.
  const words = 'NetStream.Publish.BadName (The picture comes as HEVC.)'
  await until(() => obs.output().includes(words), { seconds: 60, what: 'the words in the log of OBS' })
  await until(() => refusals > 1, { seconds: 60, what: 'another try of OBS' })
  refusal = null
  await streams(4)
}, 600_000)

/** A network between OBS and the house that can be cut. */
async function openLine(target: number) {
  const open = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.pipe(other)
      one.on('error', () => {})
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    for (const one of open) one.resetAndDestroy()
  }
  closers.push(() => {
    server.close()
    cut()
  })
  return { port: (server.address() as AddressInfo).port, cut }
}
