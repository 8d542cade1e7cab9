import { expect, test } from 'vitest'
import { toSend } from './chosen-files.ts'

const file = (path: string, text = 'x') => ({ path, file: new File([text], path.split('/').at(-1)!) })
const names = async (...paths: string[]) =>
  (await toSend(paths.map((path) => file(path)))).map(({ name }) => name)

test('what can be imported is sent, the least number of files that keeps its places', async () => {
  expect(await names('export.zip')).toEqual(['export.zip'])
  expect(await names('one.md')).toEqual(['one.md'])
  expect(await names('one.md', 'two.md')).toEqual(['notes.zip'])
  expect(await names('export.zip', 'notes.json', 'one.md')).toEqual(['export.zip', 'notes.json', 'one.md'])
  expect(await names('journal/one.md')).toEqual(['journal.zip'])
  expect(await names('journal/one.md', 'journal/cat.png')).toEqual(['journal.zip'])
})

test('hidden, empty and foreign files are left out', async () => {
  expect(await names('journal/.git/one.md', '.DS_Store', 'film.mp4')).toEqual([])
  expect(await toSend([file('empty.md', '')])).toEqual([])
})
