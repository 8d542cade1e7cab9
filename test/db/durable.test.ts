import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CachedFile, type Choice, everything, onlySynced, playTrace } from './disk-image.ts'
import { type DiskEvent, readTrace, tracedCalls } from './disk-trace.ts'
import { payload } from './durable-rows.ts'

// Power loss, replayed: a writer runs under strace; from what it wrote and synced, the disk is put together as it may be
// found after a power loss at many moments. Whatever was acknowledged by then must be there, whole.

const writers = 8
const rows = 30
let folder: string
let honest: DiskEvent[]
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'longhouse-durable-'))
  honest = await traceWriter('honest')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('after a power loss', () => {
  test('every acknowledged row is there and the database is whole', () => {
    const { faults, images } = losePower(honest, { moments: 100 })
    expect(faults).toEqual([])
    expect(images).toBeGreaterThan(300)
  })

  test('the run was hard enough: rows of all writers, shared syncs, several logs', () => {
    const acks = honest.filter((event) => event.kind === 'said' && event.text.startsWith('ack'))
    expect(acks).toHaveLength(writers * rows)
    const syncs = honest.filter((event) => event.kind === 'sync-ends' && event.path.endsWith('-wal'))
    expect(syncs.length).toBeLessThan(acks.length)
    const headers = honest.filter(
      (event) => event.kind === 'write' && event.path.endsWith('-wal') && event.offset === 0,
    )
    expect(headers.length).toBeGreaterThanOrEqual(3)
  })

  test('the names of the files were on disk before the first answer', () => {
    const first = honest.findIndex((event) => event.kind === 'said' && event.text.startsWith('ack'))
    const synced = (path: string) =>
      honest.findIndex((event) => event.kind === 'sync-ends' && event.path === path)
    const place = join(folder, 'honest')
    for (const path of [place, folder]) {
      expect(synced(path)).toBeGreaterThanOrEqual(0)
      expect(synced(path)).toBeLessThan(first)
    }
  })

  test('the event loop has synced nothing itself', () => {
    const first = honest.findIndex((event) => event.kind === 'said' && event.text.startsWith('ack'))
    const begins = honest.filter((event) => event.kind === 'sync-begins')
    // The thread that synced the new files before the first answer is the one of the event loop.
    const loop = begins[0]!.thread
    const later = honest.slice(first).filter((event) => event.kind === 'sync-begins')
    expect(later.length).toBeGreaterThan(10)
    expect(later.filter((event) => event.thread === loop)).toEqual([])
  })
})

describe('the checker finds planted faults', () => {
  test('answers before the sync', async () => {
    const early = await traceWriter('early')
    expect(losePower(early, { moments: 30 }).faults.join()).toContain('is missing')
  })

  test('a disk that lies about syncs of the log', () => {
    const lies = (path: string) => path.endsWith('-wal')
    expect(losePower(honest, { moments: 20, lies }).faults.join()).toContain('is missing')
  })

  test('a log that starts anew before the database is synced', () => {
    const lies = (path: string) => path.endsWith('.db')
    expect(losePower(honest, { moments: 40, lies }).faults.length).toBeGreaterThan(0)
  })
})

async function traceWriter(mode: 'honest' | 'early'): Promise<DiskEvent[]> {
  if (spawnSync('strace', ['-V']).error)
    throw new Error('strace is not installed, and this test needs it: apt-get install strace')
  const output = join(folder, `${mode}.trace`)
  const file = join(folder, mode, 'longhouse.db')
  const child = spawn(
    'strace',
    // prettier-ignore
    [
      '-f', '-y', '-xx', '-s', '20000', '--seccomp-bpf', '-e', `trace=${tracedCalls}`, '-o', output,
      process.execPath, join(import.meta.dirname, 'durable-writer.ts'), file, `${writers}`, `${rows}`, mode,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let said = ''
  child.stdout.resume()
  child.stderr.on('data', (chunk: Buffer) => (said += chunk))
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  if (signal !== 'SIGKILL') throw new Error(`the writer ended with ${code ?? signal}: ${said}`)
  return readTrace(readFileSync(output, 'latin1'))
}

/** Loses power at `moments` moments, in several ways each, and tells what is wrong with what is left. */
function losePower(
  events: readonly DiskEvent[],
  { moments, lies }: { moments: number; lies?: (path: string) => boolean },
): { faults: string[]; images: number } {
  const random = numbers(42)
  const faults: string[] = []
  let images = 0
  const first = events.findIndex((event) => event.kind === 'said' && event.text.startsWith('ack'))
  if (first < 0) throw new Error('nothing was acknowledged')
  const chance = moments / (events.length - first)

  for (const blockSize of [4096, 512]) {
    const acked = Array.from({ length: writers }, () => 0)
    const lose = (files: ReadonlyMap<string, CachedFile>, where: string, choose: Choice) => {
      images++
      faults.push(...check(files, acked, choose).map((fault) => `${where}: ${fault}`))
    }
    playTrace(
      events,
      blockSize,
      (event, index, files) => {
        const ack = event.kind === 'said' ? /^ack (\d+) (\d+)/.exec(event.text) : null
        if (ack) acked[Number(ack[1])] = Number(ack[2])
        // Right after an answer, and right after a sync of a checkpoint, is when it hurts most.
        const hot = ack || (event.kind === 'sync-ends' && event.path.endsWith('.db'))
        if (index < first || random() > chance * (hot ? 3 : 1)) return
        const where = `event ${index}, blocks of ${blockSize}`
        lose(files, `${where}, only what was synced`, onlySynced)
        lose(files, `${where}, all that was written`, everything)
        lose(files, `${where}, some of it`, (count) => Math.floor(random() * count))
      },
      lies,
    )
  }
  return { faults, images }
}

/** Opens what is left and looks. */
function check(files: ReadonlyMap<string, CachedFile>, acked: readonly number[], choose: Choice): string[] {
  const at = mkdtempSync(join(folder, 'image-'))
  try {
    for (const [path, file] of files)
      if (/\.db(-wal)?$/.test(path))
        writeFileSync(join(at, path.endsWith('-wal') ? 'image.db-wal' : 'image.db'), file.image(choose))
    const db = new Database(join(at, 'image.db'))
    try {
      // The image is thrown away: SQLite need not sync it.
      db.pragma('synchronous = off')
      return [...inside(db, acked)]
    } finally {
      db.close()
    }
  } catch (error) {
    return [`cannot be read: ${(error as Error).message}`]
  } finally {
    rmSync(at, { recursive: true })
  }
}

function* inside(db: Database.Database, acked: readonly number[]): Generator<string> {
  const state = db.pragma('integrity_check', { simple: true })
  if (state !== 'ok') yield `integrity: ${String(state)}`
  const counts = new Map(db.prepare('select writer, n from durable_counts').raw().all() as [number, number][])
  for (const [writer, n] of acked.entries())
    if ((counts.get(writer) ?? 0) < n) yield `row ${n} of writer ${writer} was acknowledged and is missing`
  const found = db.prepare('select writer, n, payload from durable_rows order by writer, n').raw().all()
  const expected = [...counts]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([writer, n]) =>
      Array.from({ length: n }, (_, i) => [writer, i + 1, payload(writer, i + 1)] as const),
    )
  if (found.length !== expected.length)
    yield `half a transaction: ${found.length} rows, ${expected.length} counted`
  else if (JSON.stringify(found) !== JSON.stringify(expected)) yield 'a row holds something else'
}

/** The same numbers in every run (mulberry32), 0 to 1. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
