import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { Fault } from '../errors.ts'
import { inParallel } from './in-parallel.ts'
import { beside } from './pairs.ts'
import type { Storage } from './storage.ts'

export type CopyOptions = {
  /** Goes on with a target that holds something: what is there already is compared and skipped. */
  resume: boolean
  /** `content`: every object is read from both ends and its SHA-256 compared. `size`: its size alone, as the stores tell it. */
  verify: 'content' | 'size'
  /** Objects at once. */
  atOnce: number
  signal: AbortSignal
  say: (progress: CopyProgress) => void
}
export type CopyProgress = { objects: number; bytes: number }
export type CopySum = {
  copied: CopyProgress
  /** Was there already, and the same. */
  kept: CopyProgress
  /** In the source when the copy began, and not any more. */
  gone: number
  /** In the target alone. */
  strange: number
}
type Ends = { from: Storage; to: Storage }
type Listed = { key: string; size: number }

/** Objects and bytes of a store, and of bodies that still arrive there. */
export async function measureStorage(
  storage: Storage,
): Promise<{ whole: CopyProgress; arriving: CopyProgress }> {
  const whole = { objects: 0, bytes: 0 }
  for await (const { size } of storage.list()) add(whole, size)
  const arriving = { objects: 0, bytes: 0 }
  for await (const { size } of storage.incoming.list()) add(arriving, size)
  return { whole, arriving }
}

/** Throws `Fault('conflict', 'target-not-empty')` when something is there and nobody said `resume`. */
export async function refuseFullTarget(to: Storage, { resume }: Pick<CopyOptions, 'resume'>): Promise<void> {
  if (resume) return
  for await (const { key } of to.list())
    throw new Fault(
      'conflict',
      'target-not-empty',
      `The target is not empty (${key}). Nothing was copied. Name an empty one, or say --resume to go on with a copy that was begun.`,
    )
}

/** What comes while a copy runs is fetched in further rounds, as long as the source may be in use. */
const mostRounds = 4

/**
 * Copies every object of one store into another and compares both ends afterwards, also what comes meanwhile. Bodies that still arrive stay behind.
 * Goes on where it stopped when it is called again with `resume`. Throws `Fault('conflict', 'copy-differs')` when something is not the same in the end,
 * and the signal's reason.
 */
export async function copyStorage(ends: Ends, options: CopyOptions): Promise<CopySum> {
  await refuseFullTarget(ends.to, options)
  const sum: CopySum = {
    copied: { objects: 0, bytes: 0 },
    kept: { objects: 0, bytes: 0 },
    gone: 0,
    strange: 0,
  }
  await copyAll(ends, options, options.verify, sum)
  for (let round = 2; ; round++) {
    const { strange, missing } = await compareLists(ends)
    sum.strange = strange
    if (missing.length === 0) return sum
    if (round > mostRounds) throw neverSame(missing)
    // What the rounds before have copied they have compared, too.
    const later = { ...sum, kept: { objects: 0, bytes: 0 } }
    await copyAll(ends, options, 'size', later)
    sum.gone = later.gone
  }
}

/** `known` is how much of an object that is there already has to be the same. */
async function copyAll(
  ends: Ends,
  options: CopyOptions,
  known: CopyOptions['verify'],
  sum: CopySum,
): Promise<void> {
  const { signal, say } = options
  const each = async ({ mine, yours }: { mine: Listed | null; yours: Listed | null }) => {
    signal.throwIfAborted()
    if (!mine) return
    const outcome = await copyOne(ends, mine, yours, options, known)
    if (outcome === 'gone') sum.gone += 1
    else add(sum[outcome], mine.size)
    say({ objects: sum.copied.objects + sum.kept.objects, bytes: sum.copied.bytes + sum.kept.bytes })
  }
  await inParallel(options.atOnce, beside(ends.from.list(), ends.to.list()), each).catch((error: unknown) => {
    throw signal.aborted ? signal.reason : error
  })
}

async function copyOne(
  { from, to }: Ends,
  mine: Listed,
  yours: Listed | null,
  { verify, signal }: CopyOptions,
  known: CopyOptions['verify'],
): Promise<'copied' | 'kept' | 'gone'> {
  const { key, size } = mine
  try {
    const there = yours?.size === size
    if (there && (known === 'size' || (await digestOf(from, key)) === (await digestOf(to, key))))
      return 'kept'
    const hash = createHash('sha256')
    const put = await to.put(key, Readable.from(hashed(await from.get(key), hash)), { signal })
    const same = put.size === size && (verify === 'size' || hash.digest('hex') === (await digestOf(to, key)))
    if (same) return 'copied'
    throw new Fault(
      'conflict',
      'copy-differs',
      `${key} is not the same at the target. It will be copied again with --resume.`,
    )
  } catch (error) {
    if (error instanceof Fault && error.code === 'no-object' && !(await from.stat(key))) return 'gone'
    throw error
  }
}

async function digestOf(storage: Storage, key: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of (await storage.get(key)) as AsyncIterable<Uint8Array>) hash.update(chunk)
  return hash.digest('hex')
}

async function* hashed(body: AsyncIterable<Uint8Array>, hash: { update(chunk: Uint8Array): unknown }) {
  for await (const chunk of body) {
    hash.update(chunk)
    yield chunk
  }
}

/** What of the source is not in the target in the same size, and how much more is there. */
async function compareLists({ from, to }: Ends): Promise<{ strange: number; missing: string[] }> {
  let strange = 0
  const missing: string[] = []
  for await (const { mine, yours } of beside(from.list(), to.list()))
    if (!mine) strange += 1
    else if (mine.size !== yours?.size) missing.push(mine.key)
  return { strange, missing }
}

const neverSame = (missing: readonly string[]) =>
  new Fault(
    'conflict',
    'copy-differs',
    `${missing.length} objects came or changed while the copy ran (${missing.slice(0, 3).join(', ')}). Stop the house and say the same with --resume.`,
  )

function add(to: CopyProgress, size: number): void {
  to.objects += 1
  to.bytes += size
}
