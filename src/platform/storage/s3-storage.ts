import { mkdir, rm, statfs, unlink } from 'node:fs/promises'
import { addAbortSignal } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import type { S3Config } from '../config/config.ts'
import { Fault } from '../errors.ts'
import type { Log } from '../observability/log.ts'
import { openAside } from './aside.ts'
import { inParallel } from './in-parallel.ts'
import { openS3, type S3 } from './s3-client.ts'
import { isAbsent, isAway, throwS3Fault } from './s3-faults.ts'
import { openS3Incoming } from './s3-incoming.ts'
import { listObjects } from './s3-listing.ts'
import { openS3Links } from './s3-links.ts'
import { copiesWhole, copyInParts } from './s3-multipart.ts'
import { copyToFile, readObject } from './s3-reading.ts'
import { sweepMultiparts } from './s3-sweep.ts'
import { putBytes, putLocalFile, putStream } from './s3-writing.ts'
import { diskFull, noObject } from './storage-faults.ts'
import { checkKey, keptFree, type Storage } from './storage.ts'

/** Milliseconds after which a store that says nothing counts as away. */
const pingMs = 2000
/** Keys deleted by one request. */
const batch = 1000

/**
 * Objects in a bucket. `config.folder` holds the copies that programs of this machine work on. What begins with a dot is the driver's own:
 * `.incoming/` for bodies that arrive, `.ping` for /readyz.
 */
export async function openS3Storage(config: S3Config, { log }: { log: Log }): Promise<Storage> {
  await mkdir(config.folder, { recursive: true })
  const aside = await openAside(config.folder)
  const s3 = openS3(config)
  const { client, bucket } = s3
  const links = openS3Links(config)
  await tryOut(s3, log)

  const stat = async (key: string) => {
    const found = await client
      .send(new HeadObjectCommand({ Bucket: bucket, Key: key }))
      .catch((error: unknown) => (isAbsent(error) ? null : throwS3Fault(error)))
    return (
      found && {
        size: found.ContentLength ?? 0,
        modifiedAt: found.LastModified ?? new Date(0),
        etag: found.ETag ?? '',
      }
    )
  }
  const withAside = async <R>(use: (path: string) => Promise<R>): Promise<R> => {
    const path = await aside.path()
    try {
      return await use(path)
    } finally {
      await rm(path, { recursive: true, force: true })
    }
  }

  return {
    async put(key, body, { signal } = {}) {
      checkKey(key)
      signal?.throwIfAborted()
      if (body instanceof Uint8Array) return putBytes(s3, key, body, signal)
      body.on('error', () => undefined)
      return putStream(s3, key, signal ? addAbortSignal(signal, body) : body, signal)
    },

    async putFile(key, path) {
      checkKey(key)
      const put = await patiently(() => putLocalFile(s3, key, path))
      await unlink(path)
      return put
    },

    get: async (key, range) => readObject(s3, checkKey(key), range),
    stat: async (key) => stat(checkKey(key)),

    async delete(key) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: checkKey(key) })).catch(throwS3Fault)
    },

    async deleteAll(prefix) {
      let keys: string[] = []
      for await (const { key } of listObjects(s3, `${checkKey(prefix)}/`)) {
        keys.push(key)
        if (keys.length < batch) continue
        await deleteKeys(s3, keys)
        keys = []
      }
      if (keys.length > 0) await deleteKeys(s3, keys)
    },

    async *list(prefix) {
      for await (const object of listObjects(s3, prefix === undefined ? '' : `${checkKey(prefix)}/`))
        if (!object.key.startsWith('.')) yield object
    },

    async move(from, to) {
      const [source, target] = [checkKey(from), checkKey(to)]
      const found = await stat(source)
      if (!found) throw noObject()
      if (source === target) return
      if (copiesWhole(found.size))
        await client
          .send(new CopyObjectCommand({ Bucket: bucket, Key: target, CopySource: `${bucket}/${source}` }))
          .catch(throwS3Fault)
      else await copyInParts(s3, source, target, found.size)
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: source })).catch(throwS3Fault)
    },

    async withFile(key, use) {
      const found = await stat(checkKey(key))
      if (!found) throw noObject()
      const disk = await statfs(config.folder)
      if (disk.bavail * disk.bsize < found.size + keptFree) throw diskFull()
      return withAside(async (path) => {
        await copyToFile(s3, key, found, path)
        return use(path)
      })
    },

    withFolder: (use) =>
      withAside(async (path) => {
        await mkdir(path)
        return use(path)
      }),

    incoming: openS3Incoming(s3),
    locate: (key, asked) => links.to(checkKey(key), asked),
    free: async () => null,
    ping: () => ping(s3),
    sweep: (signal) => sweepMultiparts(s3, signal),
    async close() {
      await aside.close()
      for (const one of [client, s3.hasty]) one.destroy()
      links.close()
    },
  }
}

/** Seconds between tries at storing what took a program long to make: a store that is away for a minute must not cost an hour of encoding. */
const pauses = [1, 3, 8, 15, 30]

async function patiently<R>(work: () => Promise<R>): Promise<R> {
  for (const seconds of pauses)
    try {
      return await work()
    } catch (error) {
      if (!isAway(error)) throw error
      await pause(seconds * 1000)
    }
  return work()
}

/** A wrong key or bucket is told at the start, in words; a store that is away may come back. */
async function tryOut(s3: S3, log: Log): Promise<void> {
  try {
    await ping(s3)
  } catch (error) {
    if (error instanceof Fault && ['storage-refused', 'storage-bucket'].includes(error.code)) throw error
    log.warn({ err: error }, 'the S3 store does not answer; uploads and jobs wait for it')
  }
}

async function ping({ hasty, bucket }: S3): Promise<void> {
  const late = AbortSignal.timeout(pingMs)
  const asked = new PutObjectCommand({ Bucket: bucket, Key: '.ping', Body: Buffer.from('pong') })
  await hasty
    .send(asked, { abortSignal: late })
    .catch((error: unknown) =>
      throwS3Fault(late.aborted ? new DOMException('no answer', 'TimeoutError') : error),
    )
}

/** One request for many keys; one for each where a store does not know that one, or wants it with a sum that the SDK does not make. */
async function deleteKeys({ client, bucket }: S3, keys: readonly string[]): Promise<void> {
  const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet: true }
  const answer = await client
    .send(new DeleteObjectsCommand({ Bucket: bucket, Delete }))
    .catch((error: Error) => {
      if (!['NotImplemented', 'MissingContentMD5', 'InvalidRequest', 'MalformedXML'].includes(error.name))
        throwS3Fault(error)
      return null
    })
  const left = answer === null ? keys : (answer.Errors ?? []).map(({ Key }) => Key!)
  await inParallel(16, left, async (Key) => {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key })).catch(throwS3Fault)
  })
}
