import { giveBack } from './chunk-memory.ts'
import { type Arrival, beginArrival, dropObjects, putRest, readRests } from './s3-arrivals.ts'
import type { S3 } from './s3-client.ts'
import { sendPart } from './s3-multipart.ts'
import type { Hold } from './storage.ts'

/** What one request adds to an arrival. */
export type Appending = {
  /** Takes a chunk; resolves when there is room for the next. */
  add(chunk: Uint8Array): Promise<void>
  /** Makes durable what was added; resolves with the bytes that are here now. */
  end(): Promise<number>
}
type Target = {
  id: string
  key: string
  size: number
  hold: Hold
  partSize: number
  /** Bytes that may wait in memory now; more than that is put aside as a rest and read back for its part. */
  mayHold: () => number
  /** Parts are put together when it is their turn: each takes memory. */
  inTurn: <R>(work: () => Promise<R>) => Promise<R>
}

/** Rests of one arrival after which they become one. */
const mostRests = 32

/** Bytes gather until they make a part; one part is on its way while the next gathers. */
export function appendTo(s3: S3, arrival: Arrival, to: Target): Appending {
  const { id, hold, mayHold, inTurn } = to
  const partSize = arrival.begun?.partSize ?? to.partSize
  let { begun, rests } = arrival
  let parts = arrival.parts.length
  let chunks: Uint8Array[] = []
  let held = 0
  let sending = Promise.resolve()
  const restSize = () => rests.reduce((sum, rest) => sum + rest.size, 0)
  const start = () => Math.min(parts * partSize, to.size)
  const last = () => start() + restSize() + held === to.size

  /** The first `bytes` of what is held, as one buffer of exactly that length. */
  const take = (bytes: number): Buffer => {
    const all = Buffer.concat(chunks, held)
    chunks.forEach(giveBack)
    held -= bytes
    chunks = held > 0 ? [Buffer.from(all.subarray(bytes))] : []
    if (held === 0) return all
    const first = Buffer.from(all.subarray(0, bytes))
    giveBack(all)
    return first
  }

  const part = async (covered: Arrival['rests'], fresh: Buffer, number: number) => {
    const bytes = covered.length > 0 ? joined([...(await readRests(s3, covered)), fresh]) : fresh
    hold.check()
    begun ??= await beginArrival(s3, id, { ...to, partSize, epoch: hold.epoch })
    await sendPart(s3, begun, number, bytes)
    giveBack(bytes)
    await dropObjects(
      s3,
      covered.map(({ key }) => key),
    )
  }
  const sendNext = async () => {
    await sending
    const covered = rests
    const fresh = take(Math.min(partSize - restSize(), held))
    rests = []
    parts += 1
    const number = parts
    sending = handled(inTurn(() => part(covered, fresh, number)))
  }

  const putAside = async () => {
    await sending
    await inTurn(async () => {
      hold.check()
      const fresh = take(held)
      if (rests.length < mostRests) {
        rests = [...rests, await putRest(s3, id, start() + restSize(), hold.epoch, fresh)]
        giveBack(fresh)
        return
      }
      const all = joined([...(await readRests(s3, rests)), fresh])
      const whole = await putRest(s3, id, start(), hold.epoch, all)
      giveBack(all)
      await dropObjects(
        s3,
        rests.map(({ key }) => key).filter((key) => key !== whole.key),
      )
      rests = [whole]
    })
  }

  return {
    async add(chunk) {
      chunks.push(chunk)
      held += chunk.byteLength
      while (restSize() + held >= partSize) await sendNext()
      if (held >= mayHold()) await putAside()
    },
    async end() {
      // Of a body that has parts the last is one too; a small one stays a rest until it becomes an object.
      if (held > 0 && parts > 0 && last()) await sendNext()
      else if (held > 0) await putAside()
      await sending
      return Math.min(start() + restSize(), to.size)
    },
  }
}

/** One buffer for many, which are empty afterwards. */
function joined(buffers: readonly Buffer[]): Buffer {
  const all = Buffer.concat(buffers)
  buffers.forEach(giveBack)
  return all
}

/** Awaited later; until then a failure is not one that nobody handles. */
function handled(promise: Promise<void>): Promise<void> {
  promise.catch(() => undefined)
  return promise
}
