import { expect, test } from 'vitest'
import { ApiProblem } from '#web/api.ts'
import type { Draft } from './autosave.ts'
import { type DraftStore, type KeptDraft, openDrafts } from './drafts.ts'
import { sendLeft } from './send-left.ts'

const draft = (body: string, version = 1): Draft => ({
  base: { title: 'T', body: '', tags: [], version },
  mine: { title: 'T', body, tags: [] },
  sent: [],
})
const settle = () => new Promise((resolve) => setTimeout(resolve))

/** One browser: a store, and the pages that are open. */
function browser() {
  const kept = new Map<string, KeptDraft>()
  const open = new Set<string>()
  let writes = 0
  const store: DraftStore = {
    all: async () => [...kept.values()],
    set: async (one) => {
      writes++
      await settle()
      kept.set(one.key, one)
    },
    drop: async (key) => void kept.delete(key),
    setNow: (one) => void kept.set(one.key, one),
  }
  const page = (tab: string, account = 'ada') => {
    open.add(tab)
    return openDrafts(
      { account, space: 'club', tab },
      store,
      async () => open,
      () => kept.size + 1,
    )
  }
  return { kept, open, page, writes: () => writes }
}

test('a page that is gone leaves its drafts to the next one, once', async () => {
  const { kept, open, page } = browser()
  page('one').hold('n').keep(draft('words'))
  await settle()
  await settle()
  open.delete('one')
  const next = page('two')
  const [left] = await next.left('n')
  expect(left?.mine.body).toBe('words')
  expect(await next.takeUp(left!)).toEqual(draft('words'))
  expect([...kept.values()].map(({ tab }) => tab)).toEqual(['two'])
})

test('a page that goes while it writes leaves its last letter', async () => {
  const { kept, page } = browser()
  const leaving = page('one')
  const { keep } = leaving.hold('n')
  keep(draft('wor'))
  keep(draft('words'))
  expect(kept.size).toBe(0)
  leaving.leave()
  expect([...kept.values()].map(({ mine }) => mine.body)).toEqual(['words'])
})

test('two open pages have a draft each; accounts and spaces see only their own', async () => {
  const { kept, open, page } = browser()
  const [one, two] = [page('one'), page('two')]
  one.hold('n').keep(draft('from one'))
  two.hold('n').keep(draft('from two'))
  await settle()
  await settle()
  expect(kept.size).toBe(2)
  expect(await one.left()).toEqual([])
  expect((await one.left('n')).map(({ mine }) => mine.body)).toEqual(['from one'])
  open.clear()
  expect(await page('three', 'eve').left()).toEqual([])
  expect(await page('three').left()).toHaveLength(2)
})

test('who types fast is not waited for: the last letter is what is kept', async () => {
  const { kept, page, writes } = browser()
  const hold = page('one').hold('n')
  for (let length = 1; length <= 500; length++) hold.keep(draft('x'.repeat(length)))
  await settle()
  await settle()
  await settle()
  expect([...kept.values()][0]?.mine.body).toHaveLength(500)
  expect(writes()).toBe(2)
})

test('an editor that was closed cannot take away what its successor keeps', async () => {
  const { kept, page } = browser()
  const drafts = page('one')
  const old = drafts.hold('n')
  const fresh = drafts.hold('n')
  fresh.keep(draft('newer'))
  old.keep(null)
  await settle()
  await settle()
  expect(kept.size).toBe(1)
})

test('left drafts are sent; what is refused or in conflict stays kept', async () => {
  const { kept, open, page } = browser()
  const writer = page('gone')
  for (const id of ['good', 'conflict']) writer.hold(id).keep(draft(`words of ${id}`))
  await settle()
  await settle()
  open.delete('gone')
  const saved: string[] = []
  const outcomes = await sendLeft(page('next'), (id) => ({
    async send(change, version) {
      if (id === 'conflict') throw conflict()
      saved.push(change.body!)
      return { version: version + 1 }
    },
    read: async () => ({ title: 'T', body: 'other words', tags: [], version: 5 }),
    clock: {
      now: () => 0,
      later(_, run) {
        const timer = setTimeout(run)
        return () => clearTimeout(timer)
      },
    },
  }))
  await settle()
  expect(saved).toEqual(['words of good'])
  expect(outcomes.map(({ state }) => state.kind).toSorted()).toEqual(['conflict', 'saved'])
  expect([...kept.values()].map(({ id }) => id)).toEqual(['conflict'])
})

const conflict = () => new ApiProblem({ status: 412, code: 'x', detail: '', requestId: '' })
