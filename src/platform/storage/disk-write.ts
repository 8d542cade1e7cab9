import type { FileHandle } from 'node:fs/promises'
import { giveBack } from './chunk-memory.ts'

/** Bytes gathered before one write: few enough to be still in the processor's cache, which 1 MiB is not (half the throughput). */
const batchSize = 128 * 2 ** 10
/** Bytes that are asked room for at once. */
const roomSize = 4 * 2 ** 20

/**
 * Writes `body` from `offset` on and syncs; resolves with the new size. The next batch is read while the one before is written.
 * When `body` or the disk fails, what came before stays and is synced, then it throws. Syncs every `syncEvery` bytes, to keep the last sync
 * short, and writes nothing meanwhile: ext4 takes half as much when it syncs and writes one file at once. With `release` the
 * chunks belong to this function, which gives their memory back as soon as they are written. `check` throws when nothing more may be written.
 */
export async function writeDurably(
  handle: FileHandle,
  offset: number,
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  checkRoom: (bytes: number) => Promise<void>,
  {
    syncEvery = 512 * 2 ** 20,
    release = false,
    check = () => undefined,
  }: { syncEvery?: number; release?: boolean; check?: () => void } = {},
): Promise<number> {
  let written = offset
  let durable = offset
  let roomUpTo = offset
  let writing = Promise.resolve()

  const sync = async () => {
    try {
      await handle.datasync()
      durable = written
    } catch (error) {
      check()
      // What the disk holds now nobody knows, and the next sync would say that all is well: back to the last good one.
      await handle.truncate(durable)
      throw error
    }
  }
  const write = async (batch: Uint8Array[], size: number) => {
    if (written + size > roomUpTo) {
      await checkRoom(Math.max(size, roomSize))
      roomUpTo = written + Math.max(size, roomSize)
    }
    check()
    await writeFully(handle, batch, size, written)
    written += size
    if (release) batch.forEach(giveBack)
    if (written - durable >= syncEvery) await sync()
  }

  const outcome = { failed: false, error: undefined as unknown }
  const note = (error: unknown) => Object.assign(outcome, { failed: true, error })
  try {
    for await (const [batch, size] of batches(body, note)) {
      await writing
      writing = handled(write(batch, size))
    }
    await writing
  } catch (error) {
    note(error)
  }
  await sync()
  if (outcome.failed) throw outcome.error
  return written
}

/** A body in pieces of at least `batchSize`; when it breaks off, `broken` is told and the last piece still comes. */
async function* batches(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  broken: (error: unknown) => void,
): AsyncGenerator<[Uint8Array[], number]> {
  let batch: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of body) {
      batch.push(chunk)
      size += chunk.byteLength
      if (size < batchSize) continue
      yield [batch, size]
      batch = []
      size = 0
    }
  } catch (error) {
    broken(error)
  }
  if (size > 0) yield [batch, size]
}

/** `writev` may write less than it was given; goes on until all is written or the disk says why not. */
async function writeFully(handle: FileHandle, batch: Uint8Array[], size: number, position: number) {
  let { bytesWritten } = await handle.writev(batch, position)
  if (bytesWritten === size) return
  const all = Buffer.concat(batch, size)
  while (bytesWritten < size) {
    const part = await handle.write(all, bytesWritten, size - bytesWritten, position + bytesWritten)
    bytesWritten += part.bytesWritten
  }
}

/** Awaited later; until then a failure is not one that nobody handles. */
function handled(promise: Promise<void>): Promise<void> {
  promise.catch(() => undefined)
  return promise
}
