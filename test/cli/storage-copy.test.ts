import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStorage } from '../../src/platform/storage/open-storage.ts'
import { soleHold } from '../../src/platform/storage/storage.ts'
import { type S3Bed, startS3 } from '../bed/s3.ts'
import { quietLog } from '../harness/quiet.ts'
import { runCli } from './run-cli.ts'

let folder: string
let bed: S3Bed
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-storage-copy-'))
  bed = await startS3(folder)
  const storage = await openStorage({ engine: 'disk', folder: join(folder, 'storage') }, { log: quietLog() })
  for (const n of [1, 2, 3]) await storage.put(`uploads/${n}/original`, Buffer.from(`bytes of ${n}`))
  const to = { key: 'uploads/4/original', size: 9, hold: soleHold }
  await storage.incoming.append('id', 0, Readable.from([Buffer.from('half')]), to)
  await storage.close()
})
afterEach(async () => {
  await bed.stop()
  await rm(folder, { recursive: true })
})

const copy = (args: readonly string[], env: Record<string, string> = {}) =>
  runCli(['storage', 'copy', ...args], { dataDir: folder, env })
const bucket = () => `s3:${bed.url}/longhouse`
const keys = () => ({ TO_S3_ACCESS_KEY: bed.config.accessKey, TO_S3_SECRET_KEY: bed.config.secretKey })

test('goes there and back, and says how much', async () => {
  const dry = await copy(['--to', bucket(), '--dry-run'], keys())
  expect([dry.code, dry.out]).toEqual([0, expect.stringContaining('3 objects, 30 bytes')])
  expect(dry.out).toContain('1 unfinished upload (4 bytes) stay')

  const there = await copy(['--to', bucket()], keys())
  expect([there.code, there.err]).toEqual([0, ''])
  expect(there.out).toMatch(
    /Copied 3 objects, 30 bytes in \d+ s; 0 objects, 0 bytes were there already\. Sizes and SHA-256/,
  )

  const full = await copy(['--to', bucket()], keys())
  expect([full.code, full.err]).toEqual([1, expect.stringContaining('The target is not empty')])
  const again = await copy(['--to', bucket(), '--resume', '--verify', 'size'], keys())
  expect([again.code, again.out]).toEqual([
    0,
    expect.stringContaining('3 objects, 30 bytes were there already'),
  ])

  const secret = join(folder, 'secret')
  await writeFile(secret, bed.config.secretKey)
  const back = await copy(['--from', bucket(), '--to', `disk:${folder}/back`], {
    FROM_S3_ACCESS_KEY: bed.config.accessKey,
    FROM_S3_SECRET_KEY_FILE: secret,
  })
  expect(back.code).toBe(0)
  expect(await readFile(join(folder, 'back/uploads/2/original'), 'utf8')).toBe('bytes of 2')
})

test('the house’s own store is meant when nothing is said, also when that is a bucket', async () => {
  await copy(['--to', bucket()], keys())
  const { code } = await copy(['--to', `disk:${folder}/back`], bed.env)
  expect(code).toBe(0)
  expect(await readFile(join(folder, 'back/uploads/1/original'), 'utf8')).toBe('bytes of 1')
})

test.each([
  [['--to', 's3:https://AKIA:secret@host/bucket'], 'holds a key'],
  [['--to', 's3:https://host'], 'ends with the name of the bucket'],
  [['--to', 'ftp://host'], '--to is one of'],
  [['--to', 's3:bucket'], 'S3_ACCESS_KEY is missing'],
  [['--from', 'disk:/nowhere/a', '--to', 'disk:/nowhere/b'], 'is not there'],
  [['--from', 'disk:/tmp', '--to', 'disk:/tmp'], 'Both ends are'],
])('refuses %j in words, and repeats no secret', async (args, words) => {
  const { code, err } = await copy(args)
  expect([code, err]).toEqual([1, expect.stringContaining(words)])
  expect(err).not.toContain('secret@')
})

test('a wrong key is told in words', async () => {
  const { code, err } = await copy(['--to', bucket()], { ...keys(), TO_S3_ACCESS_KEY: 'WRONG' })
  expect([code, err]).toEqual([
    1,
    expect.stringContaining('The store of this house refuses it (InvalidAccessKeyId)'),
  ])
})
