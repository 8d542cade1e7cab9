import { expect, test } from 'vitest'
import { clipSearch, listSearch } from './footage-urls.ts'

test('filters survive the address, nonsense does not', () => {
  expect(listSearch({ q: 'pass', tag: 'alps', from: '2026-01-31', state: 'ready', deleted: true })).toEqual({
    q: 'pass',
    tag: 'alps',
    from: '2026-01-31',
    state: 'ready',
    deleted: true,
  })
  expect(listSearch({ q: '', from: 'yesterday', state: 'lost', deleted: 'yes' })).toEqual({})
  expect(listSearch({ q: 2026 })).toEqual({ q: '2026' })
})

test('a position is a number of seconds', () => {
  expect(clipSearch({ t: '83.5' })).toEqual({ t: 83.5 })
  expect(clipSearch({ t: '-1' })).toEqual({})
  expect(clipSearch({ t: 'x' })).toEqual({})
})
