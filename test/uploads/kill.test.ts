import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from '../until.ts'
import { type ChildHouse, startChild } from './start-child.ts'
import { tusCalls } from './tus-calls.ts'

type Announced = { url: string; subjectId: string; file: string }

describe('uploads over kill -9', () => {
  let folder: string
  let house: ChildHouse
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'longhouse-kill-'))
    house = await startChild(folder)
  })
  afterEach(async () => {
    await house.kill()
    await rm(folder, { recursive: true })
  })

  const restart = async () => {
    await house.kill()
    house = await startChild(folder)
    return tusCalls(house.origin)
  }
  const told = async (subjectId: string) =>
    (await house.get<{ subject_id: string }[]>('/told')).filter((row) => row.subject_id === subjectId).length

  it('go on from what was received, wherever the kill fell', async () => {
    const bytes = randomBytes(24_000_000)
    const { url, subjectId, file } = await house.get<Announced>(`/new?size=${bytes.length}`)
    let tus = tusCalls(house.origin)
    let offset = 0
    for (const share of [0.1, 0.35, 0.6, 0.9]) {
      const sending = tus.begin(url, offset, bytes.length - offset)
      await sending.send(bytes.subarray(offset, Math.floor(bytes.length * share)))
      await until(async () => (await received(folder)) > offset)
      tus = await restart()
      const kept = await tus.offset(url)
      expect(kept).toBeGreaterThan(offset)
      expect(await received(folder)).toBe(kept)
      offset = kept
    }
    expect((await tus.patch(url, offset, bytes.subarray(offset))).status).toBe(204)
    expect((await readFile(file)).equals(bytes)).toBe(true)
    expect(await told(subjectId)).toBe(1)
    expect(await readdir(join(folder, 'storage/.aside/incoming'))).toEqual([])
  })

  it('hand a file over exactly once when the kill falls around its last byte', async () => {
    const bytes = randomBytes(200_000)
    const outcomes: string[] = []
    for (let round = 0; round < 6; round++) {
      const { url, subjectId, file } = await house.get<Announced>(`/new?size=${bytes.length}`)
      const sending = tusCalls(house.origin).begin(url, 0, bytes.length)
      await sending.send(bytes)
      // Each round looks for another moment: when bytes are there, when the file is in its place, when it is answered.
      if (round % 3 === 0) await until(async () => (await received(folder)) > 0 || (await exists(file)))
      if (round % 3 === 1) await until(() => exists(file))
      if (round % 3 === 2) await sending.answer
      const tus = await restart()
      outcomes.push((await told(subjectId)) === 1 ? 'handed over at start' : 'not yet')
      await tus.goOn(url, bytes)
      expect(await tus.offset(url)).toBe(bytes.length)
      expect((await readFile(file)).equals(bytes)).toBe(true)
      expect(await told(subjectId)).toBe(1)
    }
    expect(outcomes.filter((outcome) => outcome === 'handed over at start').length).toBeGreaterThanOrEqual(2)
  })
})

/** Bytes of the one upload that is open. */
async function received(folder: string): Promise<number> {
  const incoming = join(folder, 'storage/.aside/incoming')
  const [id] = await readdir(incoming)
  return id === undefined ? 0 : ((await sizeOf(join(incoming, id))) ?? 0)
}

const exists = async (file: string) => (await sizeOf(file)) !== null

const sizeOf = (file: string) =>
  stat(file).then(
    ({ size }) => size,
    () => null,
  )
