import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Ledger } from './ledger.ts'
import type { Visitor } from './visitor.ts'

/** Milliseconds, in which others get the machine. */
const betweenNotes = 50

type Note = { id: string; title: string; body: string; version: number }
type Page = { items: { id: string; title: string; version: number }[]; nextCursor: string | null }

/** Writes notes and adds lines to them until stopped. Whatever breaks off is asked again, under the same key or version. */
export async function writeNotes(visitor: Visitor, ledger: Ledger, stopping: AbortSignal): Promise<void> {
  for (let n = 1; !stopping.aborted; n++) {
    const note = await create(visitor, `Note ${n} of ${randomUUID()}`)
    const entry = { title: note.title, lines: 0 }
    ledger.notes.set(note.id, entry)
    ledger.moments.push(performance.now())
    for (let line = 1; line <= 2; line++) {
      await addLine(visitor, note.id, line)
      entry.lines = line
      ledger.moments.push(performance.now())
    }
    await lookForOwn(visitor, ledger, note.id, entry)
    await pause(betweenNotes)
  }
}

async function create(visitor: Visitor, title: string): Promise<{ id: string; title: string }> {
  const answer = await visitor.insist<Note & { code?: string }>('POST', `${visitor.space}/notes`, {
    body: { title, body: 'Begun.\n' },
    headers: { 'idempotency-key': randomUUID() },
  })
  if (answer.status === 201) return answer.body
  // Done by a process that died before it could say so: the house says where to look.
  const found =
    answer.body.code === 'answer-lost' && (await allNotes(visitor)).find((one) => one.title === title)
  if (!found) throw new Error(`a note was answered with ${answer.status} ${JSON.stringify(answer.body)}`)
  return found
}

/** Saves `Line n.` as the next version, unless an earlier try whose answer broke off has done it. */
async function addLine(visitor: Visitor, id: string, line: number): Promise<void> {
  for (const end = performance.now() + 120_000; performance.now() < end;) {
    const { body: note } = await visitor.insist<Note>('GET', `${visitor.space}/notes/${id}`)
    if (note.body?.includes(`Line ${line}.`)) return
    const answer = await visitor
      .ask('PATCH', `${visitor.space}/notes/${id}`, {
        body: { body: `${note.body}Line ${line}.\n` },
        headers: { 'if-match': `"${note.version}"` },
      })
      .catch(() => null)
    if (answer?.status === 200) return
    if (answer && answer.status < 500 && ![412, 429].includes(answer.status))
      throw new Error(`a line was answered with ${answer.status} ${JSON.stringify(answer.body)}`)
  }
  throw new Error('a line was not taken for two minutes')
}

/** A writer finds at once what it wrote, whichever server the list comes from. */
async function lookForOwn(
  visitor: Visitor,
  ledger: Ledger,
  id: string,
  { title, lines }: { title: string; lines: number },
) {
  const { body, status } = await visitor.insist<Page>('GET', `${visitor.space}/notes?limit=5`)
  const version = body.items?.find((one) => one.id === id)?.version ?? 0
  if (version < 1 + lines)
    ledger.stale.push(`${title}: the list (${status}) shows version ${version}, not ${1 + lines}`)
}

/** Reads everything again and writes down what is not as it was acknowledged. */
export async function checkNotes(visitor: Visitor, ledger: Ledger): Promise<void> {
  const all = await allNotes(visitor)
  for (const [id, { title, lines }] of ledger.notes) {
    const called = all.filter((one) => one.title === title)
    if (called.length === 0) ledger.lost.push(`${title} is in no list`)
    if (called.length > 1) ledger.doubled.push(`${title} is there ${called.length} times`)
    const { status, body: note } = await visitor.insist<Note>('GET', `${visitor.space}/notes/${id}`)
    if (status !== 200) ledger.lost.push(`${title} answers ${status}`)
    for (let line = 1; line <= lines; line++) {
      const times = note.body.split(`Line ${line}.`).length - 1
      if (times === 0) ledger.lost.push(`${title} lacks line ${line}`)
      if (times > 1) ledger.doubled.push(`${title} has line ${line} ${times} times`)
    }
    const saved = (note.body.match(/^Line /gm) ?? []).length
    if (note.version !== 1 + saved)
      ledger.doubled.push(`${title} has ${saved} lines and version ${note.version}`)
  }
}

async function allNotes(visitor: Visitor): Promise<Page['items']> {
  const items: Page['items'] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const from: string = cursor && `&cursor=${encodeURIComponent(cursor)}`
    const { body } = await visitor.insist<Page>('GET', `${visitor.space}/notes?limit=100${from}`)
    items.push(...body.items)
    cursor = body.nextCursor
  }
  return items
}
