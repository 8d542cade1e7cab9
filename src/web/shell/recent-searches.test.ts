import { expect, test } from 'vitest'
import { recentSearches } from './recent-searches.ts'

const shelf = () => {
  const kept = new Map<string, string>()
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as Storage
}

test('recent searches are each kept once, the latest first, at most six', () => {
  const recent = recentSearches('ada', 'club', shelf())
  for (const text of ['a', 'b', ' a ', '', 'c', 'd', 'e', 'f', 'g']) recent.remember(text)
  expect(recent.read()).toEqual(['g', 'f', 'e', 'd', 'c', 'a'])
  recent.forget()
  expect(recent.read()).toEqual([])
})

test('recent searches belong to one person in one space, and outlive nonsense', () => {
  const storage = shelf()
  recentSearches('ada', 'club', storage).remember('the pass')
  expect(recentSearches('ben', 'club', storage).read()).toEqual([])
  expect(recentSearches('ada', 'other', storage).read()).toEqual([])
  storage.setItem('longhouse.searches.ada.club', '{"not":"a list"}')
  expect(recentSearches('ada', 'club', storage).read()).toEqual([])
  storage.setItem('longhouse.searches.ada.club', 'no JSON')
  expect(recentSearches('ada', 'club', storage).read()).toEqual([])
})
