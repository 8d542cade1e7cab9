import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Fault } from '../errors.ts'
import { findOrphans } from './orphans.ts'
import { soleHold, type Storage, uploadFolder } from './storage.ts'

/** What every storage driver does. `reopen` is the same store after its process was killed. */
export function storageSuite(
  name: string,
  open: () => Promise<{ storage: Storage; reopen: () => Promise<Storage>; close: () => Promise<void> }>,
): void {
  describe(`storage: ${name}`, () => {
    let place: Awaited<ReturnType<typeof open>>
    let storage: Storage
    beforeEach(async () => {
      place = await open()
      storage = place.storage
    })
    afterEach(() => place.close())

    const put = (key: string, body = 'hello') => storage.put(key, Readable.from([Buffer.from(body)]))
    const read = async (key: string, range?: { start: number; end: number }) =>
      text(await storage.get(key, range))
    const keys = async (prefix?: string, from: Pick<Storage, 'list'> = storage) => {
      const found: string[] = []
      for await (const { key } of from.list(prefix)) found.push(key)
      return found
    }
    it('gives back what was put, whole and in part', async () => {
      expect(await put('a/b.txt', '0123456789')).toEqual({ size: 10 })
      expect(await read('a/b.txt')).toBe('0123456789')
      expect(await read('a/b.txt', { start: 2, end: 4 })).toBe('234')
      expect(await read('a/b.txt', { start: 8, end: 99 })).toBe('89')
      await storage.put('a/c.txt', Buffer.from('bytes'))
      expect(await read('a/c.txt')).toBe('bytes')
      await storage.put('a/empty', Buffer.alloc(0))
      expect(await read('a/empty')).toBe('')
    })

    it('replaces what was there in one step', async () => {
      await put('a', 'old')
      const reading = await storage.get('a')
      await put('a', 'newer')
      expect(await text(reading)).toBe('old')
      expect(await read('a')).toBe('newer')
    })

    it('keeps bodies of many chunks in order', async () => {
      const chunks = Array.from({ length: 300 }, (_, i) => Buffer.alloc(10_007, i % 251))
      const { size } = await storage.put('big', Readable.from(chunks))
      expect(size).toBe(300 * 10_007)
      const whole = await storage.get('big')
      expect(Buffer.concat(await whole.toArray()).equals(Buffer.concat(chunks))).toBe(true)
    })

    it('tells size and time, and null for what is not there', async () => {
      await put('a/b')
      expect(await storage.stat('a/b')).toMatchObject({ size: 5, modifiedAt: expect.any(Date) })
      for (const key of ['a', 'a/c', 'a/b/c']) expect(await storage.stat(key)).toBeNull()
    })

    it('says so when there is no such object', async () => {
      await put('a/b')
      for (const key of ['c', 'a', 'a/b/c']) {
        expect(await code(storage.get(key))).toBe('no-object')
        expect(await code(storage.move(key, 'd'))).toBe('no-object')
        expect(await code(storage.withFile(key, async () => undefined))).toBe('no-object')
      }
      expect(await keys()).toEqual(['a/b'])
    })

    it('deletes, and deleting twice is fine', async () => {
      await put('a/b')
      await put('a/c')
      await storage.delete('a/b')
      await storage.delete('a/b')
      await storage.delete('a')
      expect(await keys()).toEqual(['a/c'])
    })

    it('deletes all below a prefix and nothing beside it', async () => {
      await Promise.all(['a/b/c', 'a/b/d/e', 'a/bb', 'a/b.x'].map((key) => put(key)))
      await storage.deleteAll('a/b')
      await storage.deleteAll('a/b')
      await storage.deleteAll('a/bb')
      expect(await keys()).toEqual(['a/b.x', 'a/bb'])
    })

    it('lists in byte order of whole keys', async () => {
      const made = ['b', 'a/b', 'a-b', 'a.b', 'a/b.c', 'aa', 'A', 'a/a/z', '0'].toSorted((x, y) =>
        x < y ? -1 : 1,
      )
      await Promise.all(made.map((key) => put(key)))
      expect(await keys()).toEqual(made)
      expect(await keys('a')).toEqual(['a/a/z', 'a/b', 'a/b.c'])
      expect(await keys('nothing')).toEqual([])
    })

    it('moves over what was there', async () => {
      await put('a/b', 'moved')
      await put('c/d', 'old')
      await storage.move('a/b', 'c/d')
      expect(await keys()).toEqual(['c/d'])
      expect(await read('c/d')).toBe('moved')
    })

    it('makes and empties one folder from many sides at once', async () => {
      await Promise.all(
        Array.from({ length: 40 }, async (_, i) => {
          await put(`day/clip/${i}`)
          if (i % 2) await storage.delete(`day/clip/${i}`)
          else await storage.move(`day/clip/${i}`, `other/${i}`)
        }),
      )
      expect((await keys()).length).toBe(20)
      expect(await keys('day')).toEqual([])
    })

    it('leaves nothing behind when a body breaks off or is aborted', async () => {
      expect(await code(storage.put('a', Readable.from(broken(3_000_000))))).toBe('Error: the line is dead')

      const abort = new AbortController()
      const endless = new Readable({
        read() {
          this.push(Buffer.alloc(65_536))
          abort.abort(new Error('enough'))
        },
      })
      expect(await code(storage.put('b', endless, { signal: abort.signal }))).toContain('AbortError')
      expect(await code(storage.put('c', Readable.from(['x']), { signal: AbortSignal.abort() }))).toContain(
        'Abort',
      )
      expect(await keys()).toEqual([])
      expect(await keys(undefined, await place.reopen())).toEqual([])
    })

    it.each([
      '',
      '/',
      '/a',
      'a/',
      'a//b',
      '../a',
      'a/../b',
      'a/..',
      '.',
      '.aside/x',
      'a/.b',
      'a b',
      'ä',
      'a\u202Eb',
      'a\0b',
      'a\\b',
      'a\n',
      'x'.repeat(513),
    ])('refuses %j as a key everywhere', async (key) => {
      const verbs: (() => Promise<unknown>)[] = [
        () => put(key),
        () => storage.putFile(key, '/etc/hostname'),
        () => storage.get(key),
        () => storage.stat(key),
        () => storage.delete(key),
        () => storage.deleteAll(key),
        () => storage.move(key, 'a'),
        () => storage.move('a', key),
        () => storage.withFile(key, async () => undefined),
        () => keys(key),
        () => storage.incoming.size(key),
        () => storage.incoming.sync(key),
        () => storage.incoming.append(key, 0, Readable.from([]), to),
        () => storage.incoming.complete('a', key),
        () => storage.incoming.discard(key),
      ]
      for (const verb of verbs) expect(await code((async () => verb())())).toBe('bad-key')
    })

    it('takes finished files from a folder that is gone afterwards', async () => {
      let folder = ''
      const result = await storage.withFolder(async (path) => {
        folder = path
        await mkdir(join(path, 'deep'))
        await writeFile(join(path, 'deep/out.mp4'), 'video')
        await writeFile(join(path, 'left'), 'over')
        return storage.putFile('a/out.mp4', join(path, 'deep/out.mp4'))
      })
      expect(result).toEqual({ size: 5 })
      await expect(writeFile(join(folder, 'x'), '')).rejects.toThrow('ENOENT')
      expect(await storage.withFile('a/out.mp4', async (path) => text(await readable(path)))).toBe('video')
      await expect(writeFile(join(folder, 'x'), '')).rejects.toThrow('ENOENT')
      await expect(storage.withFolder(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
    })

    it('grows a body over many calls, then it is an object', async () => {
      const { incoming } = storage
      expect(await incoming.size('id')).toBeNull()
      expect(await incoming.sync('id')).toBeNull()
      expect(await incoming.append('id', 0, Readable.from([Buffer.from('one ')]), to)).toBe(4)
      expect(await keys()).toEqual([])
      expect(await code(incoming.append('id', 3, Readable.from([Buffer.from('x')]), to))).toBe('wrong-offset')
      expect(await code(incoming.append('id', 5, Readable.from([Buffer.from('x')]), to))).toBe('wrong-offset')
      expect(await incoming.append('id', 4, Readable.from([Buffer.from('two')]), to)).toBe(7)
      await incoming.complete('id', 'a/original')
      await incoming.complete('id', 'a/original')
      expect(await incoming.size('id')).toBeNull()
      expect(await read('a/original')).toBe('one two')
      expect(await code(incoming.complete('other', 'b'))).toBe('no-object')
    })

    it('keeps what came before a growing body broke off, also over a restart', async () => {
      const { incoming } = storage
      expect(await code(incoming.append('id', 0, broken(2_500_000), to))).toBe('Error: the line is dead')
      expect(await incoming.size('id')).toBe(2_500_000)
      expect(await code(incoming.append('id', 2_500_000, broken(17), to))).toBe('Error: the line is dead')
      const again = await place.reopen()
      expect(await again.incoming.sync('id')).toBe(2_500_017)
      const ids: string[] = []
      for await (const { id } of again.incoming.list()) ids.push(id)
      expect(ids).toEqual(['id'])
      await again.incoming.discard('id')
      await again.incoming.discard('id')
      expect(await again.incoming.size('id')).toBeNull()
    })

    it('answers a ping and tells its room', async () => {
      await storage.ping()
      const free = await storage.free()
      expect(free === null || free > 0).toBe(true)
      expect(await keys()).toEqual([])
    })

    it('finds the objects that no row owns', async () => {
      await Promise.all(Array.from({ length: 25 }, (_, i) => put(`k/${i}`)))
      const even = {
        ownedKeys: async (asked: string[]) => new Set(asked.filter((key) => Number(key.slice(2)) % 2 === 0)),
      }
      const three = { ownedKeys: async (asked: string[]) => new Set(asked.filter((key) => key === 'k/3')) }
      const found: string[] = []
      for await (const { key } of findOrphans(storage, [even, {}, three], 10)) found.push(key)
      expect(found).toEqual([
        'k/1',
        'k/11',
        'k/13',
        'k/15',
        'k/17',
        'k/19',
        'k/21',
        'k/23',
        'k/5',
        'k/7',
        'k/9',
      ])
    })

    it('shards by the day inside an id', () => {
      const id = '019a7b3c-0000-7000-8000-000000000000'
      expect(uploadFolder(id)).toMatch(/^uploads\/20\d\d\/\d\d\/\d\d\/019a7b3c-0000-7000-8000-000000000000$/)
    })
  })
}

const to = { key: 'a/original', size: 7, hold: soleHold }

const readable = async (path: string) => (await import('node:fs')).createReadStream(path)

const code = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing thrown',
    (error: unknown) => (error instanceof Fault ? error.code : String(error)),
  )

async function* broken(bytes: number) {
  yield Buffer.alloc(bytes, 1)
  throw new Error('the line is dead')
}
