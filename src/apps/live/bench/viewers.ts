import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../../../../test/until.ts'
import { startLiveEdge } from '../../../../test/deploy/live-edge-nginx.ts'
import { cpuSeconds, familyCpuSeconds } from '../../../../bench/parts/cpu.ts'
import { type LiveViewer, openLiveViewer } from '../../../../bench/parts/live-viewer.ts'

type Row = { what: string; value: string; target?: string; ok?: boolean }
type Published = { sequence: number; index: number; at: bigint }

const partBytes = 100_000
const [players, seconds, blockedReaders, releases] = [400, 6, 2000, 4]

/**
 * Players as hls.js has them at low latency: a reload that waits for the next part, then the part, twice a second. What a core carries is
 * counted in CPU per player, so that it does not hang on what else this machine does; the network is not in it.
 */
export const bench = {
  name: 'live-viewers',
  title: 'Live: viewers at low latency',
  async run(): Promise<{ rows: Row[] }> {
    const folder = mkdtempSync(join(tmpdir(), 'longhouse-bench-live-'))
    const house = await startHouse()
    const edge = await startLiveEdge(folder, `127.0.0.1:${house.port}`)
    try {
      const straight = await cpuPerPlayer(house, house.port, () => cpuSeconds(house.pid))
      const edgePort = Number(new URL(edge.origin).port)
      const cached = await cpuPerPlayer(house, edgePort, () => familyCpuSeconds(edge.pid))
      const late = await release(house)
      const perCore = (share: number) => Math.round(1 / share)
      return {
        rows: [
          {
            what: 'viewers for one core, from Node',
            value: String(perCore(straight)),
            target: '≥ 2000',
            ok: perCore(straight) >= 2000,
          },
          {
            what: 'viewers for one core, from the cache of nginx',
            value: String(perCore(cached)),
            target: '≥ 8000',
            ok: perCore(cached) >= 8000,
          },
          {
            what: 'bandwidth of 1000 viewers at parts of 100 kB',
            value: `${((partBytes * 2 * 8 * 1000) / 1e9).toFixed(1)} Gb/s`,
          },
          { what: `${blockedReaders} blocked reloads released, p50`, value: `${late.p50.toFixed(0)} ms` },
          {
            what: `${blockedReaders} blocked reloads released, p99`,
            value: `${late.p99.toFixed(0)} ms`,
            target: '≤ 250 ms',
            ok: late.p99 <= 250,
          },
        ],
      }
    } finally {
      await edge.stop()
      house.stop()
      rmSync(folder, { recursive: true })
    }
  },
}

type House = { port: number; pid: number; last(): Published; stop(): void }

async function startHouse(): Promise<House> {
  const child = fork(join(import.meta.dirname, 'parts/origin-server.ts'), [String(partBytes)])
  let port: number | null = null
  let last: Published | null = null
  child.on('message', (told: { port?: number; sequence?: number; index?: number; at?: string }) => {
    if (told.port !== undefined) port = told.port
    else last = { sequence: told.sequence!, index: told.index!, at: BigInt(told.at!) }
  })
  await until(() => port !== null && last !== null, { what: 'the origin listening' })
  return { port: port!, pid: child.pid!, last: () => last!, stop: () => child.disconnect() }
}

/** Share of a core that one player takes of whoever `used` counts. */
async function cpuPerPlayer(house: House, port: number, used: () => number): Promise<number> {
  const viewers = await openViewers(port, players)
  const end = performance.now() + (seconds + 1) * 1000
  const play = async (viewer: LiveViewer) => {
    let { sequence, index } = house.last()
    while (performance.now() < end) {
      ;[sequence, index] = index === 3 ? [sequence + 1, 0] : [sequence, index + 1]
      await viewer.get(`source.m3u8?_HLS_msn=${sequence}&_HLS_part=${index}&_HLS_skip=YES`)
      await viewer.get(`e1/source-${sequence}.${index}.m4s`)
    }
  }
  const playing = viewers.map(play)
  await passed(1000)
  const [before, began] = [used(), performance.now()]
  await passed(seconds * 1000 - 500)
  const share = ((used() - before) * 1000) / (performance.now() - began) / players
  await Promise.all(playing)
  for (const viewer of viewers) viewer.close()
  return share
}

/** How long after a part was there each of those who waited for it had the list, milliseconds. */
async function release(house: House): Promise<{ p50: number; p99: number }> {
  const viewers = await openViewers(house.port, blockedReaders)
  const late: number[] = []
  for (let i = 0; i < releases; i++) {
    // Two parts ahead, so that all of them stand there when it comes.
    const { sequence, index } = house.last()
    const [msn, part] = index >= 1 ? [sequence + 1, index - 1] : [sequence, index + 3]
    const path = `source.m3u8?_HLS_msn=${msn}&_HLS_part=${part}&_HLS_skip=YES`
    const there = Promise.all(viewers.map((viewer) => viewer.get(path)))
    const published = await until(() => {
      const last = house.last()
      return last.sequence === msn && last.index === part ? last : null
    })
    late.push(...(await there).map((at) => Number(at - published.at) / 1e6))
  }
  for (const viewer of viewers) viewer.close()
  const sorted = late.toSorted((a, b) => a - b)
  return { p50: sorted[Math.floor(sorted.length * 0.5)]!, p99: sorted[Math.floor(sorted.length * 0.99)]! }
}

const openViewers = (port: number, count: number) =>
  Promise.all(Array.from({ length: count }, () => openLiveViewer(port)))

const passed = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
