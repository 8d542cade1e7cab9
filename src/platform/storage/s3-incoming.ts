import { type CompletedPart, HeadObjectCommand } from '@aws-sdk/client-s3'
import { inTurns } from './in-parallel.ts'
import {
  type Arrival,
  arrivalUploads,
  copyRest,
  dropObjects,
  findArrival,
  incomingFolder,
  readRests,
} from './s3-arrivals.ts'
import { appendTo } from './s3-appending.ts'
import type { S3 } from './s3-client.ts'
import { isAbsent, throwS3Fault } from './s3-faults.ts'
import { abortMultipart, completeMultipart, sendPart } from './s3-multipart.ts'
import { listObjects } from './s3-listing.ts'
import { putBytes } from './s3-writing.ts'
import { noObject, wrongOffset } from './storage-faults.ts'
import { checkKey, type Incoming } from './storage.ts'

/**
 * Parts of this size unless that made too many. Of this process: bytes that all bodies may hold together, what each may at least, and parts that are
 * put together and sent at once.
 */
const partBytes = 8 * 2 ** 20
const mostParts = 9000
const memory = { all: 96 * 2 ** 20, each: 256 * 2 ** 10, partsAtOnce: 6 }

/** Bodies arrive as multipart uploads to the key that they end at: nothing is copied when the last byte is in. */
export function openS3Incoming(s3: S3): Incoming {
  let arriving = 0
  const inTurn = inTurns(memory.partsAtOnce)
  const mayHold = () => Math.max(memory.each, memory.all / Math.max(arriving, 1))

  const size = async (id: string) => {
    const { objects, gone, offset } = await findArrival(s3, checkKey(id))
    return gone || objects.length === 0 ? null : offset
  }
  const drop = async (objects: readonly string[]) => {
    for (const begun of await arrivalUploads(s3, objects)) await abortMultipart(s3, begun)
    await dropObjects(s3, objects)
  }

  return {
    size,
    // What the store has answered is durable.
    sync: size,

    async append(id, offset, body, { key, size: whole, hold }) {
      const found = await findArrival(s3, checkKey(id))
      if (found.offset !== offset) throw wrongOffset(found.offset)
      // What is left of a multipart that the store has thrown away would be taken for a beginning.
      if (found.gone) await drop(found.objects)
      const partSize = Math.max(partBytes, Math.ceil(whole / mostParts / 2 ** 20) * 2 ** 20)
      const appending = appendTo(s3, found, {
        id,
        key: checkKey(key),
        size: whole,
        hold,
        partSize,
        mayHold,
        inTurn,
      })
      arriving += 1
      const outcome = { failed: false, error: undefined as unknown }
      try {
        await each(body, (chunk) => appending.add(chunk), outcome)
        const now = await appending.end()
        if (outcome.failed) throw outcome.error
        return now
      } finally {
        arriving -= 1
      }
    },

    async complete(id, key) {
      checkKey(key)
      const found = await findArrival(s3, checkKey(id))
      if (found.gone || found.objects.length === 0) {
        const object = await s3.client
          .send(new HeadObjectCommand({ Bucket: s3.bucket, Key: key }))
          .catch((error: unknown) => (isAbsent(error) ? null : throwS3Fault(error)))
        if (object === null) throw noObject()
      } else await becomeObject(s3, found, key)
      await dropObjects(s3, found.objects)
    },

    discard: async (id) => drop((await findArrival(s3, checkKey(id))).objects),

    async *list() {
      let last = ''
      for await (const { key, modifiedAt } of listObjects(s3, incomingFolder)) {
        const id = key.split('/')[1] ?? ''
        if (id === last) continue
        last = id
        yield { id, size: (await size(id)) ?? 0, modifiedAt }
      }
    },
  }
}

async function becomeObject(s3: S3, arrival: Arrival, key: string): Promise<void> {
  const { begun, parts, rests, offset } = arrival
  const [only, more] = rests
  if (begun === null && only && !more) return copyRest(s3, only, key)
  if (begun === null || offset === 0) {
    await putBytes(s3, key, Buffer.concat(await readRests(s3, rests)))
    return
  }
  if (begun.key !== key) throw new Error(`this body was announced for ${begun.key}, not for ${key}`)
  const all: CompletedPart[] = [...parts]
  if (only) {
    const number = parts.length + 1
    const { ETag } = await sendPart(s3, begun, number, Buffer.concat(await readRests(s3, rests)))
    all.push({ PartNumber: number, ETag })
  }
  await completeMultipart(s3, begun, all, offset)
}

/** A body that breaks off is told apart from a store that does: what came before is still to be kept. */
async function each(
  body: AsyncIterable<Uint8Array>,
  take: (chunk: Uint8Array) => Promise<void>,
  outcome: { failed: boolean; error: unknown },
): Promise<void> {
  const chunks = body[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await chunks.next().catch((error: unknown) => {
        Object.assign(outcome, { failed: true, error })
        return null
      })
      if (next === null || next.done) return
      await take(next.value)
    }
  } finally {
    if (!outcome.failed) await chunks.return?.()
  }
}
