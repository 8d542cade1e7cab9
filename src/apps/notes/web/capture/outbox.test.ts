import { expect, test } from 'vitest'
import { openOutbox, type SendOutcome, type Sending, type Shelf } from './outbox.ts'

const shelfWith = (notes: Sending[] = []): Shelf & { kept: readonly Sending[] } => {
  const shelf = {
    kept: notes as readonly Sending[],
    load: () => [...shelf.kept],
    save: (next: readonly Sending[]) => void (shelf.kept = next),
  }
  return shelf
}
const note = (key: string) => ({ key, text: `text of ${key}`, visibility: 'members' as const })
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('notes go one at a time, oldest first, and leave the shelf when they are saved', async () => {
  const shelf = shelfWith()
  const sent: string[] = []
  const answers: ((outcome: SendOutcome) => void)[] = []
  const outbox = openOutbox(shelf, ({ key }) => {
    sent.push(key)
    return new Promise((resolve) => answers.push(resolve))
  })
  outbox.add(note('a'))
  outbox.add(note('b'))
  await settled()
  expect(sent).toEqual(['a'])
  expect(shelf.kept.map(({ key, state }) => [key, state])).toEqual([
    ['a', 'sending'],
    ['b', 'waiting'],
  ])
  answers[0]?.({ kind: 'saved' })
  await settled()
  expect(sent).toEqual(['a', 'b'])
  answers[1]?.({ kind: 'saved' })
  await settled()
  expect(shelf.kept).toEqual([])
})

test('without a connection a note waits, survives a reload and goes out under the same key', async () => {
  const shelf = shelfWith()
  const offline = openOutbox(shelf, async () => ({ kind: 'later', words: 'no connection' }))
  offline.add(note('a'))
  offline.add(note('b'))
  await settled()
  expect(offline.notes().map(({ state, words }) => [state, words])).toEqual([
    ['waiting', 'no connection'],
    ['waiting', ''],
  ])
  const sent: Sending[] = []
  const online = openOutbox(shelf, async (one) => {
    sent.push(one)
    return { kind: 'saved' }
  })
  online.wake()
  await settled()
  expect(sent.map(({ key, text }) => [key, text])).toEqual([
    ['a', 'text of a'],
    ['b', 'text of b'],
  ])
  expect(shelf.kept).toEqual([])
})

test('a refused note keeps its text, does not hold up the others and can be taken back', async () => {
  const shelf = shelfWith()
  const outbox = openOutbox(shelf, async ({ key }) =>
    key === 'a' ? { kind: 'refused', words: 'too long' } : { kind: 'saved' },
  )
  outbox.add(note('a'))
  outbox.add(note('b'))
  await settled()
  expect(outbox.notes()).toEqual([{ ...note('a'), state: 'refused', words: 'too long' }])
  expect(outbox.take('a')?.text).toBe('text of a')
  expect(shelf.kept).toEqual([])
})
