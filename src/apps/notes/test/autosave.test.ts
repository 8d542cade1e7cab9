import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { setUp, startHouse } from '../../../../test/uploads/start-house.ts'
import { until } from '../../../../test/until.ts'
import type { Note } from '../contract/note.ts'
import { type Answered, history, losses, readNote, type Writer, writer } from './writers.ts'

const writers = 50
const kills = 3
/** Saves that are answered before each kill. */
const savesBetween = 400
const notes = '/spaces/hall/notes'

type Page = { id: string; answered: Answered[] }

test('kill -9 while fifty people write loses no save that was answered', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'longhouse-notes-'))
  let house = await startHouse(folder, { RATE_LIMIT: '1000000' })
  try {
    const who = await setUp(house.origin)
    const pages = await Promise.all(
      Array.from({ length: writers }, async (_, at): Promise<Page> => {
        const made = await writer(house.origin, who).call<Note>('POST', notes, {
          title: `Page ${at}`,
          body: '',
        })
        return { id: made.body.id, answered: [{ version: 1, body: '' }] }
      }),
    )
    for (let kill = 1; kill <= kills; kill += 1) {
      const writing = pages.map((page) => autosave(writer(house.origin, who), page))
      const answered = () => pages.reduce((sum, page) => sum + page.answered.length, 0)
      const enough = answered() + savesBetween
      await until(() => answered() >= enough, { seconds: 60, what: 'the saves' })
      await house.stop('SIGKILL')
      await Promise.all(writing)
      house = await startHouse(folder, { RATE_LIMIT: '1000000' })

      const reader = writer(house.origin, who)
      for (const { id, answered: told } of pages) {
        const revisions = await history(reader, notes, id)
        expect(losses(told, revisions, await readNote(reader, notes, id))).toEqual([])
        // What was on its way when the house fell was saved whole, or not at all.
        expect(revisions.length - told.length).toBeLessThanOrEqual(kill)
      }
    }
  } finally {
    await house.stop('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  }
})

/** Saves again and again, as an editor does, until the house is gone. Keeps what was answered. */
async function autosave(who: Writer, page: Page): Promise<void> {
  let { version, body } = await readNote(who, notes, page.id)
  for (;;) {
    const next = `${body.slice(-2000)}\n${version} words of ${page.id}`
    const saved = await who
      .call<Note>('PATCH', `${notes}/${page.id}`, { body: next }, version)
      .catch(() => null)
    if (!saved) return
    if (saved.status !== 200) throw new Error(`a save was answered ${saved.status}`)
    ;({ version, body } = saved.body)
    page.answered.push({ version, body: next })
  }
}

test('a loss would be told', () => {
  const one = { version: 1, body: 'a' }
  const two = { version: 2, body: 'b' }
  expect(losses([one, two], [two, one], two)).toEqual([])
  expect(losses([one, two], [one], one)).toEqual(['version 2 was answered and is gone'])
  expect(losses([one], [two], two)).toHaveLength(2)
  expect(losses([one], [{ ...one, body: 'x' }], { ...one, body: 'x' })).toEqual([
    'version 1 was answered and is another',
  ])
  expect(losses([], [two, one], one)).not.toEqual([])
})
