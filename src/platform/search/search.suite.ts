import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newId } from '../ids.ts'
import { hostileTexts } from './hostile-texts.fixture.ts'
import { me, openTestSearch, spaceId, type TestSearch } from './search.fixture.ts'
import type { SearchAsk } from './search.ts'

/** What every driver of the search engine does: what is found, for whom, and in which order. */
export function searchSuite(): void {
  let house: TestSearch
  beforeEach(async () => {
    house = await openTestSearch()
  })
  afterEach(() => house.close())
  /** Titles found, by what was asked. */
  const answers = async (texts: readonly string[]) => {
    const found: Record<string, string[]> = {}
    for (const text of texts) found[text] = await house.titles(text)
    return found
  }

  describe('what is found', () => {
    test('everything that was written, at once, by any of its words', async () => {
      await house.put({ title: 'Roof', text: 'The roof leaks above the kitchen', tags: ['repairs'] })
      await house.put({ title: 'Kitchen', text: 'A new sink' })
      expect(await house.titles('roof')).toEqual(['Roof'])
      expect(await house.titles('kitchen')).toEqual(['Kitchen', 'Roof'])
      expect(await house.titles('repairs')).toEqual(['Roof'])
      expect(await house.titles('kitchen nowhere')).toEqual([])
    })

    test('the last word while it is typed, from its first letter on', async () => {
      await house.put({ title: 'Zugspitze', text: 'mountain' })
      const found: Record<string, string[]> = {}
      for (const typed of ['z', 'zu', 'zug', 'zugs', 'zugspitze', 'mountain zugsp'])
        found[typed] = ['Zugspitze']
      expect(await answers(Object.keys(found))).toEqual(found)
      expect(await house.titles('zug mountain')).toEqual([])
      expect(await house.titles('"zug"')).toEqual([])
    })

    test.each([
      ['Élan à la Straße', 'elan strasse'],
      ['Elan a la Strasse', 'élan straße'],
      ['Łódź Ærø', 'lodz aero'],
      ['İSTANBUL', 'istanbul'],
      ['Ａｖａｔａｒ ﬁnal', 'avatar final'],
      ['東京都の会議', '京都'],
      ['東京都の会議', '会議'],
      ['ภาษาไทย', 'ไทย'],
      ['Ελλάς', 'ελλασ'],
      ['שָׁלוֹם', 'שלום'],
      ['हिन्दी', 'हिन्दी'],
      ['e-mail', 'e-mail'],
      ['snake_case', 'snake_case'],
    ])('%s by %s', async (title, text) => {
      await house.put({ title })
      await house.put({ title: 'Something else' })
      expect(await house.titles(text)).toEqual([title])
    })

    test('other signs are other words', async () => {
      await house.put({ title: '東京' })
      await house.put({ title: 'かき' })
      await house.put({ title: 'की' })
      expect(await house.titles('京東')).toEqual([])
      expect(await house.titles('がき')).toEqual([])
      expect(await house.titles('का')).toEqual([])
    })

    test('phrases stand together; words may stand anywhere', async () => {
      await house.put({ title: 'A', text: 'new kitchen sink' })
      await house.put({ title: 'B', text: 'sink in the kitchen' })
      expect(await house.titles('"kitchen sink"')).toEqual(['A'])
      expect((await house.titles('sink kitchen')).toSorted()).toEqual(['A', 'B'])
      expect(await house.titles('"kitchen si')).toEqual(['A'])
      expect(await house.titles('kitchen -"kitchen sink"')).toEqual(['B'])
    })

    test('in long texts as in short ones', async () => {
      const words = (count: number, of: (n: number) => string) =>
        Array.from({ length: count }, (_, n) => of(n)).join(' ')
      await house.put({ title: 'long', text: `${words(40_000, (n) => `the w${n % 900}`)} kitchen sink` })
      await house.put({ title: 'other', text: `sink ${words(40_000, () => 'the')} kitchen` })
      expect(await house.titles('"kitchen sink"')).toEqual(['long'])
      expect(await house.titles('"the kitchen"')).toEqual(['other'])
      // The most that a note may hold, all of it different: no other index takes that much of one text either.
      await house.put({ title: 'dictionary', text: words(110_000, (n) => `w${n.toString(36)}yz`) })
      expect(await house.titles('dictionary w0yz w7yz')).toEqual(['dictionary'])
      await house.put({ title: 'pasted', text: 'A'.repeat(1_000_000) })
      expect(await house.titles('pasted')).toEqual(['pasted'])
    })

    test('filters', async () => {
      const anna = await house.put({ kind: 'member', title: 'Anna Öst' })
      await house.put({
        title: 'A',
        text: 'word',
        tags: ['Off topic', 'C++'],
        has: ['image', 'link'],
        authorId: anna,
        at: '2026-01-31T23:00:00.000Z',
      })
      await house.put({ title: 'B', text: 'word', tags: ['c'], authorId: me, at: '2026-02-01T00:00:00.000Z' })
      await house.put({ title: 'C', text: 'word', archived: true, at: '2025-06-01T00:00:00.000Z' })
      const found: Record<string, string[]> = {
        'word tag:"off topic"': ['A'],
        'word #C++': ['A'],
        'word tag:c': ['B'],
        'word -tag:c': ['A'],
        'word has:image has:links': ['A'],
        'word -has:link': ['B'],
        'from:anna': ['A'],
        'from:"anna ö"': ['A'],
        'word from:me': ['B'],
        'word from:nobody': [],
        'word before:2026-02': ['A'],
        'word after:2026-02-01': ['B'],
        'word after:2026 before:2027': ['B', 'A'],
        'word after:2026-01-31 before:2026-02-01': ['A'],
        'word before:1999': [],
        'in:archive': ['C'],
        'word in:archive': ['C'],
        'word in:archive after:2026': [],
        'tag:': [],
        'before:2026-02-31 word': [],
      }
      expect(await answers(Object.keys(found))).toEqual(found)
    })

    test('within what the caller asks for', async () => {
      await house.put({ title: 'A', terms: ['state-ready'], at: '2026-01-05T12:00:00.000Z' })
      await house.put({ title: 'A 2', terms: ['state-failed'], archived: true })
      const titles = (ask: Partial<SearchAsk>) => house.titles('a', ask)
      expect(await titles({ terms: ['state-ready'] })).toEqual(['A'])
      expect(await titles({ terms: ['state-failed'] })).toEqual([])
      expect(await titles({ archived: true })).toEqual(['A 2'])
      expect(await titles({ kinds: ['thing'] })).toEqual(['A'])
      expect(await titles({ kinds: ['member'] })).toEqual([])
      expect(await titles({ kinds: [] })).toEqual([])
      expect(await titles({ from: '2026-01-05T13:00:00.000Z' })).toEqual(['A'])
      expect(await titles({ from: '2026-01-06T00:00:00.000Z' })).toEqual([])
      expect(await titles({ to: '2026-01-05T01:00:00.000Z' })).toEqual(['A'])
    })
  })

  describe('who finds it', () => {
    test('only those who may see it', async () => {
      const other = newId()
      await house.put({ title: 'public', text: 'x', visibility: 'public', authorId: other })
      await house.put({ title: 'members', text: 'x', authorId: other })
      await house.put({ title: 'mine', text: 'x', visibility: 'private', authorId: me })
      await house.put({ title: 'theirs', text: 'x', visibility: 'private', authorId: other })
      await house.put({ title: 'nobody’s', text: 'x', visibility: 'private' })
      const seen = async (viewer: SearchAsk['viewer']) => (await house.titles('x', { viewer })).toSorted()
      expect(await seen({ sees: 'public' })).toEqual(['public'])
      expect(await seen({ sees: 'members', accountId: me })).toEqual(['members', 'mine', 'public'])
      expect(await seen({ sees: 'all', accountId: me })).toHaveLength(5)
    })

    test('nobody from another space, whatever is asked', async () => {
      const spaces = Array.from({ length: 50 }, (_, n) => ({ id: newId(), word: `planted${n}x` }))
      await house.putAll(
        spaces.map(({ id, word }) => ({
          spaceId: id,
          title: `${word} common`,
          text: word,
          tags: [word],
          terms: [word],
          visibility: 'public' as const,
        })),
      )
      const words = spaces.map((one) => one.word)
      for (const { id, word } of spaces) {
        const all = { spaceId: id, viewer: { sees: 'all', accountId: me } as const }
        expect(await house.titles('common', all)).toEqual([`${word} common`])
        for (const text of ['planted', `-${word}`, `"${word}" OR common`, 'in:archive', 'before:2999 -zzz']) {
          const { items } = await house.find(text, { ...all, limit: 100 })
          const told = JSON.stringify(items)
          expect(words.filter((one) => one !== word && told.includes(one))).toEqual([])
        }
        const other = words.find((one) => one !== word)!
        expect(await house.titles(other, all)).toEqual([])
        expect(await house.titles(`tag:${other}`, all)).toEqual([])
        expect(await house.titles('common', { ...all, terms: [other] })).toEqual([])
      }
    })

    test('an id, tag or term cannot pose as another space or as other eyes', async () => {
      await house.put({ title: 'secret', visibility: 'private', authorId: newId() })
      const posing = { terms: [`${spaceId} all`, `z_${spaceId}`], tags: [`${spaceId} members`] }
      await house.put({ title: 'secret', spaceId: newId(), ...posing })
      await house.put({ title: 'secret', spaceId: `${spaceId} `, visibility: 'public' })
      const asked = ['secret', `secret tag:"${spaceId} members"`, `z_${spaceId}`]
      expect((await Promise.all(asked.map((text) => house.titles(text)))).flat()).toEqual([])
    })

    test('nobody any more, as soon as it is gone or closed, however far the index is', async () => {
      const [gone, closed, changed, archived] = [
        await house.put({ title: 'x gone' }),
        await house.put({ title: 'x closed' }),
        await house.put({ title: 'x before' }),
        await house.put({ title: 'x archived' }),
      ]
      expect(await house.titles('x')).toHaveLength(4)
      const dead = await house.another()
      await dead.search.close()
      await house.remove(gone, dead.search)
      await house.putAndDie(
        { id: closed, title: 'x closed', visibility: 'private', authorId: newId() },
        { id: archived, title: 'x archived', archived: true },
        { id: changed, title: 'x after' },
      )
      const late = await house.another({ settleMs: 1 })
      await house.unindexed(async () => expect(await late.titles('x')).toEqual(['x after']))
      expect(await late.titles('x')).toEqual(['x after'])
    })
  })

  describe('in which order', () => {
    test('title, tag, text; whole words, beginnings; side by side, apart; new, old', async () => {
      const at = (day: number) => new Date(Date.UTC(2026, 2, day)).toISOString()
      await house.put({ title: 'Garden', at: at(1) })
      await house.put({ title: 'Our garden', at: at(2) })
      await house.put({ title: 'Gardens of others', at: at(3) })
      await house.put({ title: 'tagged', tags: ['garden'], at: at(4) })
      await house.put({ title: 'tagged longer', tags: ['gardens'], at: at(5) })
      await house.put({ title: 'old text', text: 'in the garden', at: at(6) })
      await house.put({ title: 'new text', text: 'in the garden', at: at(7) })
      await house.put({ title: 'beginning', text: 'the gardener', at: at(8) })
      expect(await house.titles('garden')).toEqual([
        'Garden',
        'Our garden',
        'Gardens of others',
        'tagged',
        'tagged longer',
        'new text',
        'old text',
        'beginning',
      ])
      await house.put({ title: 'apart', text: 'sink for the new kitchen', at: at(9) })
      await house.put({ title: 'together', text: 'kitchen sink', at: at(1) })
      expect(await house.titles('kitchen sink')).toEqual(['together', 'apart'])
    })

    test('an old title comes before any number of new texts', async () => {
      await house.put({ title: 'The needle' })
      await house.putAll(numbers(250).map((n) => ({ title: `straw ${n}`, text: 'needle' })))
      const { items } = await house.find('needle', { limit: 2 })
      expect(items[0]!.title.map((piece) => piece.text).join('')).toBe('The needle')
    })

    test('page after page, each match once, while others are added, changed and removed', async () => {
      const ids = await house.putAll(
        numbers(260).map((n) => ({ title: `${n % 20 === 0 ? 'needle' : 'straw'} ${n}`, text: 'a needle' })),
      )
      const gone = ids[5]!
      const seen: string[] = []
      let cursor: string | undefined
      let pages = 0
      do {
        const page = await house.find('needle', { limit: 17, cursor })
        seen.push(...page.items.map((item) => item.id))
        cursor = page.nextCursor ?? undefined
        if (++pages === 2) await house.remove(gone)
        await house.put({ title: `needle meanwhile ${pages}`, text: 'needle' })
      } while (cursor !== undefined)
      expect(new Set(seen).size).toBe(seen.length)
      expect(new Set(seen)).toEqual(new Set(ids.filter((id) => id !== gone)))
    })

    test('a cursor of another question is refused', async () => {
      for (let n = 0; n < 3; n++) await house.put({ title: `needle ${n}` })
      const { nextCursor: cursor } = await house.find('needle', { limit: 1 })
      const asked = { limit: 1, cursor: cursor! }
      expect((await house.find('needle', asked)).items).toHaveLength(1)
      await expect(house.find('straw', asked)).rejects.toMatchObject({ code: 'bad-cursor' })
      await expect(house.find('needle', { ...asked, spaceId: newId() })).rejects.toMatchObject({
        code: 'bad-cursor',
      })
      const viewer = { sees: 'all', accountId: me } as const
      await expect(house.find('needle', { ...asked, viewer })).rejects.toMatchObject({ code: 'bad-cursor' })
      await expect(house.find('needle', { limit: 1, cursor: 'made-up' })).rejects.toMatchObject({
        code: 'bad-cursor',
      })
    })
  })

  test('marks what matched, as it was written', async () => {
    const text = `${'Anfang. '.repeat(60)}Das Café an der Straße hat\n\noffen. ${'Ende. '.repeat(60)}`
    await house.put({ title: 'Über <b>Cafés</b>', text })
    const { items } = await house.find('cafe strasse')
    expect(items[0]!.title).toEqual([{ text: 'Über <b>Cafés</b>', hit: false }])
    const snippet = items[0]!.snippet
    expect(snippet.filter((piece) => piece.hit).map((piece) => piece.text)).toEqual(['Café', 'Straße'])
    const whole = snippet.map((piece) => piece.text).join('')
    expect(whole).toMatch(/^… Anfang.*Das Café an der Straße hat offen\. Ende.* …$/)
    expect(whole.length).toBeLessThan(300)
  })

  test('nothing that can be typed breaks it', async () => {
    await house.put({ title: 'a b c', text: 'The quick brown fox 東京', tags: ['a'], has: ['link'] })
    for (const text of hostileTexts(2000)) {
      const { items } = await house.find(text)
      expect(items.length).toBeLessThanOrEqual(1)
    }
  })
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n)
