import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../src/platform/config/config.ts'
import { freePort } from '../bed/program.ts'
import { until } from '../until.ts'

export type RealHouse = {
  origin: string
  pid: number
  /** What a test opens by itself to look at what a closed house keeps. */
  engines: Pick<Config, 'db' | 'storage'>
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<{ code: number | null; log: string }>
  /** Takes away what it stood on, where that outlives it. */
  clear(): Promise<void>
}

/** Journeys visit a house of one process, or with HOUSE=fleet one of many (the project `journeys`). */
const visitsFleet = process.env.HOUSE === 'fleet'

/** A house in `folder`, as an operator starts it, on a port that was free. Resolves when it is ready. */
export const startHouse = async (folder: string, env: Record<string, string> = {}): Promise<RealHouse> =>
  visitsFleet ? (await import('../fleet/fleet-house.ts')).startFleetHouse(env) : startLoneHouse(folder, env)

/** What setup wants to know besides: behind a proxy, nobody is of this machine. */
export const setupToken = async (): Promise<{ token?: string }> =>
  visitsFleet ? { token: (await import('../fleet/fleet-house.ts')).fleetSetupToken } : {}

/** `src/main.ts` with everything in one process. */
async function startLoneHouse(folder: string, env: Record<string, string>): Promise<RealHouse> {
  await mkdir(folder, { recursive: true })
  const port = Number(env.PORT) || (await freePort())
  const main = new URL('../../src/main.ts', import.meta.url).pathname
  const child: ChildProcess = spawn(process.execPath, [main], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      DATA_DIR: folder,
      HOST: '127.0.0.1',
      PORT: String(port),
      // Any that is free: houses of several tests stand side by side.
      RTMP_HOST: '127.0.0.1',
      RTMP_PORT: '0',
      ...env,
    },
  })
  let log = ''
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk) => (log += String(chunk)))
  const gone = once(child, 'exit') as Promise<[number | null]>
  const origin = `http://127.0.0.1:${port}`
  const ready = until(
    async () => {
      if (child.exitCode !== null) throw new Error(`the house did not start:\n${log}`)
      const answer = await fetch(`${origin}/livez`).catch(() => null)
      await answer?.body?.cancel()
      return answer?.ok
    },
    { seconds: 60, what: 'the house' },
  )
  await ready.catch(async (error: unknown) => {
    child.kill('SIGKILL')
    await gone
    throw error
  })
  return {
    origin,
    pid: child.pid!,
    engines: {
      db: { engine: 'sqlite', file: join(folder, 'longhouse.db') },
      storage: { engine: 'disk', folder: join(folder, 'storage') },
    },
    clear: async () => {},
    async stop(signal) {
      child.kill(signal)
      const [code] = await gone
      return { code, log }
    },
  }
}

/** Sets up the first owner; the headers by which she is known from then on. */
export async function setUp(origin: string): Promise<Record<string, string>> {
  const person = { name: 'Ada', email: 'ada@example.org', password: 'correct horse', spaceName: 'Hall' }
  const answer = await fetch(`${origin}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ ...person, ...(await setupToken()) }),
  })
  if (answer.status !== 201) throw new Error(`setup answered ${answer.status}: ${await answer.text()}`)
  const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0])
  return { cookie: cookie.join('; '), origin }
}

/** Announces a clip of `size` bytes in the first space. */
export async function announceClip(origin: string, who: Record<string, string>, size: number) {
  const answer = await fetch(`${origin}/api/v1/spaces/hall/footage`, {
    method: 'POST',
    headers: { ...who, 'content-type': 'application/json' },
    body: JSON.stringify({
      title: 'A drive',
      visibility: 'members',
      file: { name: 'a.mp4', size, type: 'video/mp4' },
    }),
  })
  if (answer.status !== 201) throw new Error(`footage answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as { id: string; state: string; upload: { url: string; offset: number } }
}
