import { randomBytes, randomUUID } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import type { Config } from '../config/config.ts'
import { openLog } from '../observability/open-log.ts'
import { openStorage } from '../storage/open-storage.ts'
import { soleHold, type Storage } from '../storage/storage.ts'
import { findings, type Finding } from './finding.ts'

const kibibyte = 1024

/** Does with a file of its own what the house does with a member's, and removes it. */
export async function storageCheck(config: Config): Promise<Finding[]> {
  const name = 'storage engine'
  const storage = await openStorage(config.storage, { log: openLog({ ...config, logLevel: 'fatal' }) })
  const key = `doctor/${randomUUID()}`
  const started = performance.now()
  let step = 'be reached'
  try {
    await storage.ping()
    for (const [words, work] of steps(storage, key)) {
      step = words
      await work()
    }
    const ms = (performance.now() - started).toFixed(0)
    return findings(name, `written, read, read in part, sent in pieces, listed and deleted in ${ms} ms`, [])
  } catch (error) {
    const { name: kind, message } = error as Error
    return [
      {
        name,
        state: 'ill',
        found: `cannot ${step}: ${kind === 'Error' || kind === 'Fault' ? '' : `${kind}: `}${message}`,
        mend: 'Correct S3_ENDPOINT, S3_REGION, S3_BUCKET and the keys; the key needs to get, put, delete and list objects, and to make and abort multipart uploads.',
      },
    ]
  } finally {
    await storage.delete(key).catch(() => {})
    await storage.close()
  }
}

function steps(storage: Storage, key: string): [string, () => Promise<void>][] {
  const bytes = randomBytes(300 * kibibyte)
  const id = randomUUID()
  const whole = { key, size: bytes.length, hold: soleHold }
  const same = (read: Buffer, start: number, end: number) => {
    if (!read.equals(bytes.subarray(start, end))) throw new Error('other bytes came back')
  }
  return [
    ['be written to', async () => void (await storage.put(key, bytes))],
    ['be read', async () => same(await buffer(await storage.get(key)), 0, bytes.length)],
    ['be read in part', async () => same(await buffer(await storage.get(key, { start: 5, end: 9 })), 5, 10)],
    [
      'take a file in pieces',
      async () => {
        await storage.incoming.append(id, 0, pieces(bytes.subarray(0, 200 * kibibyte)), whole)
        await storage.incoming.append(id, 200 * kibibyte, pieces(bytes.subarray(200 * kibibyte)), whole)
        await storage.incoming.complete(id, key)
        same(await buffer(await storage.get(key)), 0, bytes.length)
      },
    ],
    [
      'be listed',
      async () => {
        for await (const found of storage.list('doctor')) if (found.key === key) return
        throw new Error('what was written is not listed')
      },
    ],
    [
      'be deleted from',
      async () => {
        await storage.delete(key)
        if (await storage.stat(key)) throw new Error('what was deleted is still there')
      },
    ],
  ]
}

async function* pieces(bytes: Buffer): AsyncIterable<Uint8Array> {
  // A copy: what is appended is not the caller's any more.
  yield Uint8Array.from(bytes)
}
