import { type FileHandle, mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeDurably } from './disk-write.ts'

const mebibyte = 2 ** 20
const roomy = async () => undefined

describe('durable writes', () => {
  let folder: string
  let handle: FileHandle
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'longhouse-write-'))
    handle = await open(join(folder, 'file'), 'w')
  })
  afterEach(async () => {
    await handle.close()
    await rm(folder, { recursive: true })
  })
  const content = () => readFile(join(folder, 'file'))

  /** The handle with some of its verbs replaced. */
  const faulty = (verbs: Partial<Record<keyof FileHandle, unknown>>): FileHandle =>
    new Proxy(handle, {
      get: (target, verb: keyof FileHandle) => {
        const found = verbs[verb] ?? target[verb]
        return typeof found === 'function' ? found.bind(target) : found
      },
    })
  it('finish what the disk takes in pieces', async () => {
    const short = faulty({
      writev: (chunks: Uint8Array[], at: number) => handle.write(chunks[0]!, 0, 1000, at),
      write: (all: Uint8Array, from: number, length: number, at: number) =>
        handle.write(all, from, Math.min(length, 300_000), at),
    })
    expect(await writeDurably(short, 0, body(3), roomy)).toBe(3 * mebibyte)
    expect((await content()).equals(Buffer.concat(body(3)))).toBe(true)
  })

  it('give chunks back only when they are theirs to give', async () => {
    const [kept, given] = [body(3), body(3)]
    const half = Buffer.from(new ArrayBuffer(10), 0, 5)
    await writeDurably(handle, 0, kept, roomy)
    await writeDurably(handle, 0, [...given, half], roomy, { release: true })
    expect(kept.map((chunk) => chunk.byteLength)).toEqual([mebibyte, mebibyte, mebibyte])
    expect([...given, half].map((chunk) => chunk.byteLength)).toEqual([0, 0, 0, 5])
    expect((await content()).subarray(0, 3 * mebibyte).equals(Buffer.concat(kept))).toBe(true)
  })

  it('sync while a long body is still coming', async () => {
    let syncs = 0
    const counting = faulty({ datasync: () => (syncs++, handle.datasync()) })
    await writeDurably(counting, 0, body(9), roomy, { syncEvery: 4 * mebibyte })
    expect(syncs).toBe(3)
  })

  it('go back to the last good sync when the disk fails to keep what it took', async () => {
    let syncs = 0
    const failing = faulty({
      datasync: () => (++syncs === 2 ? Promise.reject(new Error('EIO')) : handle.datasync()),
    })
    await expect(writeDurably(failing, 0, body(10), roomy, { syncEvery: 4 * mebibyte })).rejects.toThrow(
      'EIO',
    )
    expect((await content()).equals(Buffer.concat(body(4)))).toBe(true)
  })

  it('keep and sync what came before a failure of the body or of the disk', async () => {
    async function* broken() {
      yield* body(2)
      yield Buffer.from('rest')
      throw new Error('cut')
    }
    await expect(writeDurably(handle, 0, broken(), roomy)).rejects.toThrow('cut')
    expect((await content()).length).toBe(2 * mebibyte + 4)

    let writes = 0
    const full = faulty({
      writev: (chunks: Uint8Array[], at: number) =>
        ++writes === 3 ? Promise.reject(new Error('ENOSPC')) : handle.writev(chunks, at),
    })
    await expect(writeDurably(full, 2 * mebibyte + 4, body(9), roomy)).rejects.toThrow('ENOSPC')
    expect((await content()).length).toBe(4 * mebibyte + 4)
  })
})

const body = (count: number) => Array.from({ length: count }, (_, i) => Buffer.alloc(mebibyte, i + 1))
