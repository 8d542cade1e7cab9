import type { Standing } from '#platform/auth/actor.ts'
import type { AnyTx, Db } from '#platform/db/db.ts'
import { newId } from '#platform/ids.ts'
import { insertNote } from '../server/note-store.ts'
import { author, openTestNotes, someNote } from '../server/notes.fixture.ts'
import { findRevision, insertRevision, listRevisions } from '../server/revision-store.ts'

const writers = 64
const seconds = 2
const rounds = 5
const editors = 50
const edits = 1000
const body = 'What was said and agreed, at length. '.repeat(11)

type House = Awaited<ReturnType<typeof openTestNotes>>
type Bare = Db<{ bare_rows: { id: string; body: string } }>

/**
 * Notes made as fast as they can be, against bare durable writes of the same house: of the rows that a note is (itself, its revision, the mark for
 * the index), in a transaction without rules, news or index; and, to compare, of one single row. Then editors that save all the time.
 */
export const bench = {
  name: 'notes-write',
  title: `Writing notes, ${writers} writers; ${editors} editors × ${edits.toLocaleString('en')} saves`,
  async run() {
    const house = await openTestNotes()
    try {
      const bare = await openBare(house)
      const ratios: number[] = []
      const toOneRow: number[] = []
      const rates: number[] = []
      for (let round = 0; round < rounds; round += 1) {
        const oneRow = await rate(() =>
          bare.transact((tx) => tx.insertInto('bare_rows').values({ id: newId(), body }).execute()),
        )
        const sameRows = await rate(() => writeBare(house))
        await removeBare(house)
        const ours = await rate(() => house.notes.create(author, { title: 'What was said', body }))
        await house.search.settle()
        ratios.push(ours / sameRows)
        toOneRow.push(ours / oneRow)
        rates.push(ours)
      }
      const ratio = median(ratios)
      const { perSecond, lost } = await autosave(house)
      return {
        rows: [
          {
            what: 'notes made a second, of bare durable writes of the same rows',
            value: `${ratio.toFixed(2)} × (${median(rates).toFixed(0)})`,
            target: '≥ 0.5 ×',
            ok: ratio >= 0.5,
          },
          { what: '… of bare durable writes of one row', value: `${median(toOneRow).toFixed(2)} ×` },
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

/** The rows of a note, put where notes stand. */
const writeBare = ({ db }: House) =>
  db.transact(async (tx) => {
    const note = someNote({
      space_id: 'bare',
      body,
      title: 'What was said',
      created_at: new Date().toISOString(),
    })
    await insertNote(tx, note)
    await insertRevision(tx, note, { at: note.created_at, previous: '', renamed: null })
    const mark = { kind: 'bare', id: note.id, space_id: 'bare', stamp: newId(), filling: 0 as const }
    await (tx as AnyTx).insertInto('search_marks').values(mark).execute()
  })

async function removeBare({ db }: House): Promise<void> {
  await db.transact(async (tx) => {
    await tx.deleteFrom('notes').where('space_id', '=', 'bare').execute()
    await (tx as AnyTx).deleteFrom('search_marks').where('kind', '=', 'bare').execute()
  })
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
