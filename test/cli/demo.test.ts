import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHouse } from '../uploads/start-house.ts'
import { runCli } from './run-cli.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-demo-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test(
  'the demo fills an empty house, once; asked again it changes nothing',
  { timeout: 300_000 },
  async () => {
    const env = { APPS: 'footage', RENDITION_HEIGHTS: '240' }
    const first = await runCli(['demo'], { dataDir: folder, env })
    expect([first.code, first.err]).toEqual([0, ''])
    const [, email = '', password = ''] = /^ {2}(\S+@demo\.example) {2}(\S+)$/m.exec(first.out) ?? []
    const clips = await clipsOf(email, password)
    expect(clips.length).toBeGreaterThan(2)
    expect(clips.map(({ state }) => state)).toEqual(clips.map(() => 'ready'))

    const key = await readFile(join(folder, 'secret.key'))
    const second = await runCli(['demo'], { dataDir: folder, env })
    expect([second.code, second.out]).toEqual([1, ''])
    expect(second.err).toMatch(/^This house has accounts already.*Nothing was changed\..*DATA_DIR=.*\n$/)
    expect(await readFile(join(folder, 'secret.key'))).toEqual(key)
    expect(await clipsOf(email, password)).toEqual(clips)
  },
)

/** The clips of the demo as the person sees them who signs in with what it printed. */
async function clipsOf(email: string, password: string) {
  const house = await startHouse(folder, { APPS: 'footage' })
  try {
    const headers = { origin: house.origin, 'content-type': 'application/json' }
    const session = await fetch(`${house.origin}/api/v1/session`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ email, password }),
    })
    const cookie = session.headers.getSetCookie().map((line) => line.split(';')[0]!)
    const answer = await fetch(`${house.origin}/api/v1/spaces/pass-road-club/footage?limit=100`, {
      headers: { cookie: cookie.join('; ') },
    })
    const { items } = (await answer.json()) as { items: { id: string; title: string; state: string }[] }
    return items.map(({ id, title, state }) => ({ id, title, state }))
  } finally {
    await house.stop('SIGTERM')
  }
}
