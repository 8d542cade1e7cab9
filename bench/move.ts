import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { startPostgres } from '../test/bed/postgres.ts'

/** Notes of the house that is moved; each has a revision and two tags. `MOVE_NOTES=2500000` makes ten million rows. */
const notes = Number(process.env.MOVE_NOTES ?? 50_000)
const cli = join(import.meta.dirname, '../src/cli/longhouse.ts')

/** How long a house is down while its rows go to PostgreSQL, and back, each table compared. */
export const bench = {
  name: 'move',
  title: `Moving a house of ${(notes * 4).toLocaleString('en-US')} rows between SQLite and PostgreSQL, every row compared`,
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'bench-move-'))
    await chmod(folder, 0o755)
    const postgres = await startPostgres(join(folder, 'postgres'), {
      settings: ['fsync = on', 'max_wal_size = 4GB'],
    })
    try {
      const [first, home] = [join(folder, 'first.db'), join(folder, 'home.db')]
      const { url } = await postgres.createDatabase()
      const env = { DATA_DIR: folder, MOVE_URL: url }
      await longhouse(['db', 'migrate'], { DATA_DIR: join(folder, 'data') })
      const bytes = fill(join(folder, 'data/longhouse.db'), first)
      const look = await longhouse(
        ['db', 'copy', '--from', `sqlite:${first}`, '--to', 'env:MOVE_URL', '--dry-run'],
        env,
      )
      const there = await longhouse(['db', 'copy', '--from', `sqlite:${first}`, '--to', 'env:MOVE_URL'], env)
      const back = await longhouse(['db', 'copy', '--from', 'env:MOVE_URL', '--to', `sqlite:${home}`], env)
      const rate = ({ seconds }: Run) => `${Math.round((notes * 4) / seconds).toLocaleString('en-US')} rows/s`
      return {
        rows: [
          { what: 'the SQLite file', value: `${(bytes / 2 ** 20).toFixed(0)} MiB` },
          { what: 'dry run, beside the house', value: `${look.seconds.toFixed(1)} s` },
          { what: 'down, to PostgreSQL', value: `${there.seconds.toFixed(1)} s (${rate(there)})` },
          { what: 'down, back to SQLite', value: `${back.seconds.toFixed(1)} s (${rate(back)})` },
          {
            what: 'times the dry run, the slower of both',
            value: (Math.max(there.seconds, back.seconds) / look.seconds).toFixed(1),
          },
          {
            what: 'memory at most',
            value: `${Math.max(there.mebibytes, back.mebibytes).toFixed(0)} MiB`,
            target: '≤ 450',
            ok: Math.max(there.mebibytes, back.mebibytes) <= 450,
          },
          { what: 'cores', value: String(availableParallelism()) },
        ],
      }
    } finally {
      await postgres.stop()
      await rm(folder, { recursive: true })
    }
  },
}

/** Rows like a house's: bodies of about 600 signs, ids in the order of time. Returns the size of the file. */
function fill(migrated: string, file: string): number {
  const empty = new Database(migrated)
  empty.exec(`vacuum into '${file}'`)
  empty.close()
  const db = new Database(file)
  db.pragma('journal_mode = wal')
  const insert = (table: string, values: (string | number | null)[]) =>
    db.prepare(`insert into ${table} values (${values.map(() => '?').join(', ')})`).run(...values)
  const at = '2026-11-21T08:00:00.000Z'
  const space = '01990000-0000-7000-8000-000000000000'
  db.transaction(() => {
    for (let n = 0; n < notes; n++) {
      const id = `0199${n
        .toString(16)
        .padStart(8, '0')
        .replace(/^(....)/, '$1-')}-7000-8000-${(n * 7919).toString(16).padStart(12, '0')}`
      const body = `Note ${n}: ${'The club drove over the pass at dawn; the señor’s 🚗 stood there. '.repeat(9)}`
      const title = `Note ${n}`
      insert('notes', [
        id,
        space,
        space,
        space,
        title,
        title.toLowerCase(),
        body.slice(0, 80),
        '["pass","dawn"]',
        0,
        'members',
        null,
        null,
        null,
        at,
        at,
        1,
        1,
        body,
      ])
      insert('note_revisions', [id, 1, at, space, title, '["pass","dawn"]', body.length, 0, 0, null, body])
      for (const tag of ['pass', 'dawn'])
        insert('note_tags', [id, space, tag, tag, 'notes', space, 'members', 0, at])
    }
  })()
  db.pragma('wal_checkpoint(truncate)')
  const size =
    (db.pragma('page_count', { simple: true }) as number) *
    (db.pragma('page_size', { simple: true }) as number)
  db.close()
  return size
}

type Run = { seconds: number; mebibytes: number }

/** `longhouse …` as a person runs it; how long it took and what memory it held at most. */
async function longhouse(args: readonly string[], env: Record<string, string>): Promise<Run> {
  const started = performance.now()
  const child = spawn(process.execPath, [cli, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  let mebibytes = 0
  const watch = setInterval(() => (mebibytes = Math.max(mebibytes, highWater(child.pid))), 50)
  const [code] = (await once(child, 'exit')) as [number]
  clearInterval(watch)
  if (code !== 0) throw new Error(`longhouse ${args.join(' ')} ended with ${code}`)
  return { seconds: (performance.now() - started) / 1000, mebibytes }
}

function highWater(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}
