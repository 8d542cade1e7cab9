import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestSearch, type TestSearch } from './search.fixture.ts'

/** What every driver of the search engine does. */
export function searchSuite(): void {
  let house: TestSearch
  beforeEach(async () => {
    house = await openTestSearch()
  })
  afterEach(() => house.close())

  test('finds what was written, at once, by any of its words', async () => {
    await house.put({ title: 'Roof', text: 'The roof leaks above the kitchen', tags: ['repairs'] })
    await house.put({ title: 'Kitchen', text: 'A new sink' })
    expect(await house.titles('roof')).toEqual(['Roof'])
    expect(await house.titles('kitchen')).toEqual(['Kitchen', 'Roof'])
    expect(await house.titles('kit')).toEqual(['Kitchen', 'Roof'])
    expect(await house.titles('repairs')).toEqual(['Roof'])
    expect(await house.titles('kitchen nowhere')).toEqual([])
  })
}
