import type { Standing } from '#platform/auth/actor.ts'
import type { Db } from '#platform/db/db.ts'
import { newId } from '#platform/ids.ts'
import { author, openTestNotes } from '../server/notes.fixture.ts'
import { findRevision, listRevisions } from '../server/revision-store.ts'

const writers = 64
const seconds = 2
const rounds = 5
const editors = 50
const edits = 1000
const body = 'What was said and agreed, at length. '.repeat(11)

type House = Awaited<ReturnType<typeof openTestNotes>>
type Bare = Db<{ bare_rows: { id: string; body: string } }>

/** Notes made as fast as they can be, against one bare row in a transaction of the same house; then editors that save all the time. */
export const bench = {
  name: 'notes-write',
  title: `Writing notes, ${writers} writers; ${editors} editors × ${edits.toLocaleString('en')} saves`,
  async run() {
    const house = await openTestNotes()
    try {
      const bare = await openBare(house)
      const ratios: number[] = []
      const rates: number[] = []
      for (let round = 0; round < rounds; round += 1) {
        const plain = await rate(() =>
          bare.transact((tx) => tx.insertInto('bare_rows').values({ id: newId(), body }).execute()),
        )
        const ours = await rate(() => house.notes.create(author, { title: 'What was said', body }))
        await house.search.settle()
        ratios.push(ours / plain)
        rates.push(ours)
      }
      const ratio = median(ratios)
      const { perSecond, lost } = await autosave(house)
      return {
        rows: [
          {
            what: 'notes made a second, of bare durable writes',
            value: `${ratio.toFixed(2)} × (${median(rates).toFixed(0)})`,
            target: '≥ 0.5 ×',
            ok: ratio >= 0.5,
          },
          { what: 'saves a second of all editors', value: perSecond.toFixed(0) },
          { what: 'saves that were answered and are gone', value: String(lost), target: '0', ok: lost === 0 },
        ],
      }
    } finally {
      await house.close()
    }
  },
}

async function openBare({ db }: House): Promise<Bare> {
  await db.reshape((tx) =>
    tx.schema
      .createTable('bare_rows')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('body', 'text')
      .execute(),
  )
  return db.tables()
}

async function rate(write: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  const end = began + seconds * 1000
  let done = 0
  const writing = async () => {
    for (; performance.now() < end; done += 1) await write()
  }
  await Promise.all(Array.from({ length: writers }, writing))
  return done / ((performance.now() - began) / 1000)
}

/** Each editor in a note of their own, each save on top of the last; then every version is read again. */
async function autosave(house: House): Promise<{ perSecond: number; lost: number }> {
  const who = (at: number): Standing => ({ ...author, accountId: `editor ${at}` })
  const began = performance.now()
  const ids = await Promise.all(
    Array.from({ length: editors }, async (_, at) => {
      let note = await house.notes.create(who(at), { title: `Page ${at}`, body })
      for (let edit = 1; edit <= edits; edit += 1)
        note = await house.notes.edit(who(at), note.id, { body: bodyAt(at, edit) }, String(note.version))
      return note.id
    }),
  )
  const perSecond = (editors * edits) / ((performance.now() - began) / 1000)
  let lost = 0
  for (const [at, id] of ids.entries()) {
    const kept = await listRevisions(house.db.read, id, edits + 10, null)
    lost += edits + 1 - kept.length
    for (let edit = 1; edit <= edits; edit += 1)
      lost += Number((await findRevision(house.db.read, id, edit + 1))?.body !== bodyAt(at, edit))
  }
  return { perSecond, lost }
}

const bodyAt = (editor: number, edit: number) =>
  `${body.slice(0, edit % body.length)} ${editor} wrote ${edit} ${body}`
const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!
