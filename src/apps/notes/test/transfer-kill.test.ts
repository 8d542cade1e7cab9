import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openPromise } from 'yauzl'
import { type RealHouse, startHouse } from '../../../../test/uploads/start-house.ts'
import { until } from '../../../../test/until.ts'
import type { NoteExport } from '../contract/note.ts'
import { type ZipEntry, zipBytes } from '../server/export-zip.ts'
import { exportEnded, importEnded, leftIn, setUp, type Sender } from './sender.ts'

let folder: string
let house: RealHouse
let owner: Sender

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-notes-kill-'))
  house = await startHouse(join(folder, 'data'))
  owner = await setUp(house.origin)
})
afterEach(async () => {
  await house?.stop('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

/** Ends the house as a power cut would, as soon as it is so, and starts it again. */
async function killWhen(what: string, isSo: () => Promise<boolean>): Promise<void> {
  await until(isSo, { seconds: 60, what })
  await house.stop('SIGKILL')
  house = await startHouse(join(folder, 'data'))
  owner = owner.at(house.origin)
}

const noteCount = 1500
const fileCount = 30

/** A folder of Markdown: every note links to the next one, every fiftieth shows a file. */
async function vault(): Promise<Buffer> {
  async function* all(): AsyncGenerator<ZipEntry> {
    for (let at = 0; at < noteCount; at++) {
      const file = at % (noteCount / fileCount) === 0 ? `\n![](files/${at}.bin)` : ''
      const next = `[next](${(at + 1) % noteCount}.md)`
      yield entry(`${at}.md`, `# Note ${at}\n\n${next}${file}\n${'words '.repeat(100)}`)
      if (file) yield entry(`files/${at}.bin`, `file ${at}`)
    }
  }
  return buffer(Readable.from(zipBytes(all())))
}
function entry(path: string, text: string): ZipEntry {
  const bytes = Buffer.from(text)
  return { path, modifiedAt: '2026-01-01', size: bytes.length, packed: true, open: () => [bytes] }
}

test(
  'kill -9 during an import and an export ends with one good result each',
  { timeout: 300_000 },
  async () => {
    const bytes = await vault()
    const { id } = await owner.send('vault.zip', bytes)
    let before = 0
    for (const _ of [1, 2])
      await killWhen('more notes', async () => {
        const { state, created } = await owner.import(id)
        const moved = state === 'running' && created > before
        if (moved) before = created
        return moved
      })
    expect(await importEnded(owner, id)).toMatchObject({ created: noteCount, skipped: 0, problems: [] })

    const again = await owner.send('vault.zip', bytes)
    expect(await importEnded(owner, again.id)).toMatchObject({ created: 0, skipped: noteCount })

    const { body: made } = await owner.call<NoteExport>('POST', '/notes-exports', { format: 'zip' })
    for (const _ of [1, 2])
      await killWhen('a running export', async () => {
        const { state, stage } = await owner.export(made.id)
        return state === 'running' && stage.startsWith('Writing note')
      })
    const done = await exportEnded(owner, made.id)
    expect(done).toMatchObject({ state: 'done', percent: 100 })
    const file = Buffer.from(await (await owner.fetch(done.download!)).arrayBuffer())
    expect(file).toHaveLength(done.size!)
    const path = join(folder, 'export.zip')
    await writeFile(path, file)
    const zip = await openPromise(path)
    expect(zip.entryCount).toBe(noteCount + fileCount + 1)
    zip.close()

    const cancelled = await owner.call<NoteExport>('POST', '/notes-exports', { format: 'json' })
    await until(async () => (await owner.export(cancelled.body.id)).state === 'running')
    await owner.call('DELETE', `/notes-exports/${cancelled.body.id}`)
    expect(await exportEnded(owner, cancelled.body.id)).toMatchObject({ state: 'cancelled', download: null })

    await house.stop('SIGTERM')
    const { keys, orphans, notes, attachments } = await leftIn(join(folder, 'data'))
    expect(orphans).toEqual([])
    expect(keys).toHaveLength(fileCount + 1)
    expect(attachments).toHaveLength(fileCount)
    expect(new Set(notes.map(({ title }) => title)).size).toBe(noteCount)
    expect(notes).toHaveLength(noteCount)
    const ids = new Set(notes.map((note) => note.id))
    const lost = notes.filter(
      ({ body }) => !ids.has(/\[next\]\(note:([0-9a-f-]{36})\)/.exec(body)?.[1] ?? ''),
    )
    expect(lost).toEqual([])
  },
)
