import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCli } from '../test/cli/run-cli.ts'
import { startHouse } from '../test/uploads/start-house.ts'
import { devices, openLighthouse } from './parts/page-figures.ts'

const space = '/api/v1/spaces/pass-road-club'
const notes = 40

/**
 * What Lighthouse gives each page, as a phone on slow 4G and as a desktop on the local network. The house has something to show.
 * Run it on an idle machine: it measures this one's speed too.
 */
export const bench = {
  name: 'lighthouse',
  title: 'Web app: Lighthouse, a phone with slow 4G and a desktop',
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'longhouse-lighthouse-'))
    const demo = await runCli(['demo'], { dataDir: join(folder, 'data') })
    const house = await startHouse(join(folder, 'data'), { RATE_LIMIT: '1000000' })
    const lighthouse = await openLighthouse()
    try {
      const headers = await signIn(house.origin, demo.out)
      const { cookie } = headers
      const routes = [
        '/login',
        '/footage',
        `/footage/${await aClip(house.origin, headers)}`,
        '/notes',
        `/notes/${await fillNotes(house.origin, headers)}`,
        '/settings/profile',
        '/settings/security',
        '/admin/overview',
        '/admin/members',
      ]
      const rows = []
      for (const device of devices)
        for (const route of routes) {
          const signedIn = route === '/login' ? '' : cookie
          rows.push(...(await lighthouse.look({ url: `${house.origin}${route}`, cookie: signedIn, device })))
        }
      return { rows }
    } finally {
      await lighthouse.close()
      await house.stop('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    }
  },
}

/** As the person of the demo that runs the house. */
async function signIn(origin: string, said: string) {
  const [, email, password] = /^ {2}(\S+@demo\.example) {2}(\S+)$/m.exec(said) ?? []
  const headers = { origin, 'content-type': 'application/json' }
  const answer = await fetch(`${origin}/api/v1/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ email, password }),
  })
  if (answer.status !== 201) throw new Error(`the demo said ${said}; signing in: ${await answer.text()}`)
  const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0]!)
  return { ...headers, cookie: cookie.join('; ') }
}

/** The id of a clip that is ready. */
async function aClip(origin: string, headers: Record<string, string>): Promise<string> {
  const answer = await fetch(`${origin}${space}/footage?state=ready`, { headers })
  const { items } = (await answer.json()) as { items: { id: string }[] }
  return items[0]!.id
}

/** More notes; answers the id of a long one. */
async function fillNotes(origin: string, headers: Record<string, string>): Promise<string> {
  const paragraph = 'We met at **six** at the bridge, and [the map](https://example.org) was wrong again. '
  const body = `${paragraph.repeat(6)}\n\n- one\n- two\n\n`.repeat(12)
  let id = ''
  for (let made = 0; made < notes; made++) {
    const answer = await fetch(`${origin}${space}/notes`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ title: `Meeting ${made}`, body: `# Meeting ${made}\n\n${body}` }),
    })
    if (answer.status !== 201) throw new Error(`notes: ${await answer.text()}`)
    id = ((await answer.json()) as { id: string }).id
  }
  return id
}
