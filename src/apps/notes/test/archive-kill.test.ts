import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { setUp, startHouse } from '../../../../test/uploads/start-house.ts'
import { until } from '../../../../test/until.ts'
import type { Page } from '../../../contract/shapes.ts'
import type { Note, NoteSummary } from '../contract/note.ts'
import { writer } from './writers.ts'

const many = 1500
const notes = '/spaces/hall/notes'

test('kill -9 while notes are archived: each is archived once, and none is lost', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'longhouse-notes-'))
  let house = await startHouse(folder, { RATE_LIMIT: '1000000' })
  try {
    const headers = await setUp(house.origin)
    let who = writer(house.origin, headers)
    for (let made = 0; made < many; made += 50)
      await Promise.all(
        Array.from({ length: 50 }, (_, one) =>
          who.call<Note>('POST', notes, { title: `Note ${made + one}`, body: 'x' }),
        ),
      )
    const unchangedSince = new Date(Date.now() + 1000).toISOString()
    const archived = async () => {
      const found: NoteSummary[] = []
      let cursor: string | null = ''
      do {
        const path: string = `${notes}?archived=true&limit=100${cursor && `&cursor=${cursor}`}`
        const page: { body: Page<NoteSummary> } = await who.call<Page<NoteSummary>>('GET', path)
        found.push(...page.body.items)
        cursor = page.body.nextCursor
      } while (cursor !== null)
      return found
    }
    const some = async () =>
      (await who.call<Page<NoteSummary>>('GET', `${notes}?archived=true&limit=1`)).body.items.length > 0

    expect((await who.call('POST', '/spaces/hall/notes-archivings', { unchangedSince })).status).toBe(202)
    await until(some, { seconds: 60, what: 'the first archived notes' })
    await house.stop('SIGKILL')
    house = await startHouse(folder, { RATE_LIMIT: '1000000' })
    who = writer(house.origin, headers)

    const left = async () => (await who.call<Page<NoteSummary>>('GET', `${notes}?limit=1`)).body.items.length
    await until(async () => (await left()) === 0, { seconds: 100, what: 'the rest to be archived' })
    const all = await archived()
    expect(new Set(all.map((note) => note.title)).size).toBe(many)
    expect(new Set(all.map((note) => note.version))).toEqual(new Set([2]))
  } finally {
    await house.stop('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  }
})
