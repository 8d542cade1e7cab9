import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import type { ClipTables } from '../server/clip-tables.ts'
import { openDb } from '#platform/db/open-db.ts'
import { newId } from '#platform/ids.ts'
import { bareMetrics, quietLog } from '../../../../test/harness/quiet.ts'
import { announceClip, setUp, startHouse } from '../../../../test/uploads/start-house.ts'
import { cpuSeconds } from '../../../../bench/parts/cpu.ts'
import type { Load } from '../../../../bench/parts/load.ts'

const clips = 10_000
const connections = 200
const answers = 12_000
const rounds = 3
/** The limits count every request as always; they are only not reached. */
const wide = { RATE_LIMIT: '1000000000' }

/** The first page of a long clip list for someone who is signed in, against node:http sending the same bytes. */
export const bench = {
  name: 'list',
  title: `Footage list over ${clips.toLocaleString('en')} clips, signed in, all headers and limits on`,
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'longhouse-bench-'))
    const data = join(folder, 'data')
    try {
      const who = await fill(data)
      const house = await startHouse(data, wide)
      const address = `${house.origin}/api/v1/spaces/hall/footage`
      const page = await fetch(address, { headers: { ...who, 'accept-encoding': 'identity' } })
      if (page.status !== 200) throw new Error(`the list answered ${page.status}`)
      await writeFile(join(folder, 'page'), Buffer.from(await page.arrayBuffer()))
      const bare = await startBare(join(folder, 'page'), headersOf(page))
      try {
        await ask(house.pid, address, who, 3000)
        await ask(bare.pid, bare.address, who, 3000)
        const ratios: number[] = []
        const ours: Asked[] = []
        for (let round = 0; round < rounds; round += 1) {
          const mine = await ask(house.pid, address, who, answers)
          const least = await ask(bare.pid, bare.address, who, answers)
          ratios.push(mine.perCpuSecond / least.perCpuSecond)
          ours.push(mine)
        }
        const ratio = median(ratios)
        const p99 = median(ours.map((one) => one.load.p99))
        return {
          rows: [
            {
              what: 'requests per CPU-second, of bare node:http',
              value: `${ratio.toFixed(2)} × (${Math.round(median(ours.map((one) => one.perCpuSecond)))})`,
              target: '≥ 0.5 ×',
              ok: ratio >= 0.5,
            },
            {
              what: `p99 at ${connections} connections`,
              value: `${p99.toFixed(0)} ms`,
              target: '≤ 100 ms',
              ok: p99 <= 100,
            },
          ],
        }
      } finally {
        bare.stop()
        await house.stop('SIGTERM')
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}

type Asked = { perCpuSecond: number; load: Load }

const program = promisify(execFile)

async function ask(
  pid: number,
  address: string,
  headers: Record<string, string>,
  total: number,
): Promise<Asked> {
  const before = cpuSeconds(pid)
  const script = new URL('../../../../bench/parts/load.ts', import.meta.url).pathname
  const { stdout } = await program(process.execPath, [
    script,
    address,
    String(connections),
    String(total),
    JSON.stringify(headers),
  ])
  const load = JSON.parse(stdout) as Load
  if (load.statuses['200'] !== load.answers)
    throw new Error(`not every answer was 200: ${JSON.stringify(load.statuses)}`)
  return { perCpuSecond: load.answers / (cpuSeconds(pid) - before), load }
}

/** A house with an owner and many ready clips; the owner's headers. */
async function fill(data: string): Promise<Record<string, string>> {
  const house = await startHouse(data, wide)
  const who = await setUp(house.origin)
  const { id } = await announceClip(house.origin, who, 1000)
  await house.stop('SIGTERM')
  const db = (
    await openDb(
      { engine: 'sqlite', file: join(data, 'longhouse.db') },
      { log: quietLog(), metrics: bareMetrics() },
    )
  ).tables<ClipTables>()
  const pattern = await db.read.selectFrom('clips').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  await db.transact(async (tx) => {
    for (let made = 0; made < clips; made += 100)
      await tx
        .insertInto('clips')
        .values(
          Array.from({ length: 100 }, (_, one) => ({
            ...pattern,
            id: newId(),
            title: `A drive over the pass, part ${made + one}`,
            state: 'ready' as const,
            percent: 100,
            duration_seconds: 60 + one,
            poster_key: `uploads/bench/${made + one}/poster.jpg`,
          })),
        )
        .execute()
  })
  await db.close()
  // The host changes with the port; the origin header is only for setup.
  const { cookie = '' } = who
  return { cookie }
}

/** What the house says about its answer; node:http adds the date and the connection by itself in both. */
function headersOf(answer: Response): Record<string, string> {
  const own = new Set(['date', 'connection', 'keep-alive', 'content-length'])
  return Object.fromEntries([...answer.headers].filter(([name]) => !own.has(name)))
}

async function startBare(file: string, headers: Record<string, string>) {
  const script = new URL('../../../../bench/parts/bare-answer-server.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [script, file, JSON.stringify(headers)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [address] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return { pid: child.pid!, address, stop: () => child.kill() }
}

const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!
