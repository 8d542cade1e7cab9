import { describe, expect, test } from 'vitest'
import { ApiProblem } from '../api.ts'
import type { SendFault } from './send-file.ts'
import { openUploadManager, type UploadParts } from './upload-manager.ts'
import type { UploadItem } from './uploads.ts'

const file = (name: string, size = 10) => new File([new Uint8Array(size)], name, { lastModified: 5 })
const start = async (given: File) => ({
  subjectId: `clip-${given.name}`,
  uploadUrl: `/uploads/${given.name}`,
  href: `/footage/clip-${given.name}`,
})

/** A house whose connection the test holds in its hand. */
async function house(left: UploadItem[] = [], parts: Partial<UploadParts> = {}) {
  const sending = new Map<
    string,
    {
      progress: (sent: number) => void
      done: () => void
      fault: (fault: SendFault) => void
      stopped: boolean
    }
  >()
  const kept = new Map<string, UploadItem>(left.map((item) => [item.id, item]))
  const ended: string[] = []
  const told: string[] = []
  const state = { moving: false, wake: () => {}, lost: () => {} }
  const manager = await openUploadManager({
    shelf: {
      load: async () => [...kept.values()],
      save: async (item) => void kept.set(item.id, item),
      drop: async (id) => void kept.delete(id),
    },
    send(given, url, { progress, done, fault }) {
      const one = { progress, done, fault, stopped: false }
      sending.set(given.name, one)
      expect(url).toBe(`/uploads/${given.name}`)
      return { stop: () => void (one.stopped = true) }
    },
    end: async (url) => void ended.push(url),
    stillThere: async (url) => !ended.includes(url),
    onConnection: (on) => void Object.assign(state, on),
    watcher: async () => async (_item, report) => report({ state: 'ready', percent: 100, note: '' }),
    delay: () => 3600,
    guard: (moving) => void (state.moving = moving),
    changed: (item) => void told.push(`${item.name} ${item.state}`),
    ...parts,
  })
  const states = () => manager.items().map(({ name, state }) => `${name} ${state}`)
  return { manager, sending, kept, ended, told, state, states }
}
const settle = () => new Promise((resolve) => setTimeout(resolve))

describe('uploads', () => {
  test('save the draft first, send two at a time, follow to the end', async () => {
    const { manager, sending, kept, state, states } = await house()
    manager.add([file('a'), file('b'), file('c')], { app: 'footage', space: 'club', start })
    await settle()
    expect(states()).toEqual(['a uploading', 'b uploading', 'c waiting'])
    expect([...kept.keys()]).toEqual(['clip-a', 'clip-b'])
    expect(state.moving).toBe(true)
    for (const name of ['a', 'b', 'c']) {
      sending.get(name)!.done()
      await settle()
    }
    expect(states()).toEqual(['a ready', 'b ready', 'c ready'])
    expect([kept.size, state.moving]).toEqual([0, false])
    manager.clear()
    expect(states()).toEqual([])
  })

  test('wait for the connection and go on when it is back', async () => {
    const { manager, sending, state, states } = await house()
    manager.add([file('a')], { app: 'footage', space: 'club', start })
    await settle()
    sending.get('a')!.fault({ kind: 'hiccup', words: 'lost' })
    expect(states()).toEqual(['a waiting'])
    state.wake()
    expect(states()).toEqual(['a uploading'])
    state.lost()
    expect([states(), sending.get('a')!.stopped]).toEqual([['a waiting'], true])
    state.wake()
    expect(states()).toEqual(['a uploading'])
  })

  test('pause frees the place for the next, resume takes it back', async () => {
    const { manager, sending, states } = await house()
    manager.add([file('a'), file('b'), file('c')], { app: 'footage', space: 'club', start })
    await settle()
    manager.pause('clip-a')
    await settle()
    expect(sending.get('a')!.stopped).toBe(true)
    expect(states()).toEqual(['a paused', 'b uploading', 'c uploading'])
    manager.resume('clip-a')
    expect(states()[0]).toBe('a waiting')
    await manager.cancel('clip-b')
    expect(states()).toEqual(['a uploading', 'c uploading'])
  })

  test('cancel ends the upload on the server, also while its draft is being saved', async () => {
    const { manager, ended, kept, states } = await house()
    manager.add([file('a')], { app: 'footage', space: 'club', start })
    const id = manager.items()[0]!.id
    await manager.cancel(id)
    await settle()
    expect([ended, kept.size, states()]).toEqual([['/uploads/a'], 0, []])
  })

  test('show the last progress also when the line stands still right after it', async () => {
    const { manager, sending } = await house()
    manager.add([file('a')], { app: 'footage', space: 'club', start })
    await settle()
    sending.get('a')!.progress(3)
    sending.get('a')!.progress(7)
    await new Promise<void>((resolve) => manager.subscribe(resolve))
    expect(manager.items()[0]).toMatchObject({ sent: 7, bytesPerSecond: expect.any(Number) })
  })

  test('say when what the server holds has changed', async () => {
    const { manager, sending, told } = await house()
    manager.add([file('a'), file('b')], { app: 'footage', space: 'club', start })
    await settle()
    expect(told).toEqual(['a waiting', 'b waiting'])
    sending.get('a')!.done()
    await manager.cancel('clip-b')
    await settle()
    expect(told.slice(2)).toEqual(['a processing', 'a ready', 'b uploading'])
  })

  test('a draft that finds the house busy is saved once, with the same key', async () => {
    const keys: string[] = []
    const busy = new ApiProblem({ status: 503, code: 'busy', detail: 'busy', requestId: '' })
    const { manager, state, states } = await house()
    manager.add([file('a')], {
      app: 'footage',
      space: 'club',
      start: (given, key) => (keys.push(key) === 1 ? Promise.reject(busy) : start(given)),
    })
    await settle()
    expect(states()).toEqual(['a waiting'])
    state.wake()
    await settle()
    expect([states(), keys[1]]).toEqual([['a uploading'], keys[0]])
  })

  test('a draft that is refused can be tried again', async () => {
    const { manager, states } = await house()
    const answers = [Promise.reject(new Error('no room')), start(file('a'))]
    manager.add([file('a')], { app: 'footage', space: 'club', start: () => answers.shift()! })
    await settle()
    expect(states()).toEqual(['a failed'])
    manager.resume(manager.items()[0]!.id)
    await settle()
    expect(states()).toEqual(['a uploading'])
  })

  test('after a reload the same files go on where they were, others are new', async () => {
    const before = await house()
    before.manager.add([file('a'), file('b')], { app: 'footage', space: 'club', start })
    await settle()
    before.sending.get('b')!.done()
    const left = [...before.kept.values()].map((item) => ({ ...item }))

    const { manager, states } = await house(left)
    await settle()
    expect(states()).toEqual(['a unfinished', ...(left.length > 1 ? ['b ready'] : [])])
    expect(manager.chooseAgain([file('a', 11), file('z')])).toBe(0)
    expect(manager.chooseAgain([file('a')])).toBe(1)
    expect(states()[0]).toBe('a uploading')
  })

  test('after a reload what has ended on the server is forgotten', async () => {
    const before = await house()
    before.manager.add([file('a'), file('b')], { app: 'footage', space: 'club', start })
    await settle()
    const left = [...before.kept.values()].map((item) => ({ ...item }))
    const { kept, states } = await house(left, { stillThere: async (url) => url !== '/uploads/a' })
    await settle()
    expect([states(), [...kept.keys()]]).toEqual([['b unfinished'], ['clip-b']])
  })
})
