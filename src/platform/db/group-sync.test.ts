import { expect, test } from 'vitest'
import { until } from '../../../test/until.ts'
import { openGroupSync } from './group-sync.ts'

/** A disk whose syncs end when the test says so. */
function slowDisk() {
  const syncs: PromiseWithResolvers<void>[] = []
  const told: string[] = []
  const sync = openGroupSync({
    sync() {
      const one = Promise.withResolvers<void>()
      syncs.push(one)
      return one.promise
    },
    begins: () => void told.push('begins'),
    ended: (behind) => void told.push(behind ? 'ended, behind' : 'ended'),
    failed: (error) => void told.push(`failed: ${error.message}`),
  })
  const commit = (name: string) => {
    sync.committed()
    return sync.settled().then(
      () => void told.push(name),
      (error: Error) => void told.push(`${name}: ${error.message}`),
    )
  }
  return { sync, syncs, told, commit }
}

test('one who commits while a sync runs waits for the next one', async () => {
  const { syncs, told, commit } = slowDisk()
  const first = commit('first')
  const others = [commit('second'), commit('third')]
  syncs[0]!.resolve()
  await first
  await until(() => syncs.length === 2)
  expect(told.slice(0, 2)).toEqual(['begins', 'ended, behind'])
  expect(told.slice(2).toSorted()).toEqual(['begins', 'first'])
  syncs[1]!.resolve()
  await Promise.all(others)
  expect(told.slice(4)).toEqual(['ended', 'second', 'third'])
  expect(syncs).toHaveLength(2)
})

test('one who committed nothing waits for those before, and for nobody when there is none', async () => {
  const { sync, syncs, told, commit } = slowDisk()
  await sync.settled()
  expect(syncs).toHaveLength(0)
  const first = commit('first')
  const looker = sync.settled().then(() => told.push('looker'))
  syncs[0]!.resolve()
  await first
  await until(() => syncs.length === 2)
  syncs[1]!.resolve()
  await looker
  expect(told.at(-1)).toBe('looker')
})

test('a failed sync fails everyone who waits and everyone later', async () => {
  const { sync, syncs, told, commit } = slowDisk()
  const all = [commit('first'), commit('second')]
  syncs[0]!.reject(new Error('EIO'))
  await Promise.all(all)
  await commit('third')
  expect(told).toEqual(['begins', 'failed: EIO', 'first: EIO', 'second: EIO', 'third: EIO'])
  expect(() => sync.check()).toThrow('EIO')
  expect(syncs).toHaveLength(1)
})

test('a disk that is given up during a sync acknowledges nothing, even if that sync succeeds', async () => {
  const { sync, syncs, told, commit } = slowDisk()
  const first = commit('first')
  sync.fail(new Error('checkpoint: EIO'))
  syncs[0]!.resolve()
  await first
  expect(told).toEqual(['begins', 'failed: checkpoint: EIO', 'first: checkpoint: EIO'])
})
