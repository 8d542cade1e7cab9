import { type InfiniteData, QueryClient } from '@tanstack/react-query'
import { describe, expect, test } from 'vitest'
import type { Page } from '../../../contract/shapes.ts'
import type { NoteSummary } from '../contract/note.ts'
import { addToList, changeInLists, isNews, refreshNotes, showNote, summaryOf } from './note-cache.ts'
import type { NoteFilters } from './note-queries.ts'
import { noteQuery } from './note-queries.ts'
import { noteWith } from './note.fixture.ts'

const space = 'hall'
const keyOf = (filters: NoteFilters) => ['notes', space, 'list', filters]

/** Lists in memory: filters, and the ids on each page. */
function lists(...all: [NoteFilters, string[][]][]) {
  const queries = new QueryClient()
  for (const [filters, pages] of all)
    queries.setQueryData<InfiniteData<Page<NoteSummary>>>(keyOf(filters), {
      pages: pages.map((ids, at) => ({
        items: ids.map((id) => summaryOf(noteWith(id, { pinned: id.startsWith('p') }))),
        nextCursor: at < pages.length - 1 ? 'more' : null,
      })),
      pageParams: pages.map(() => ''),
    })
  const ids = (filters: NoteFilters) =>
    queries
      .getQueryData<InfiniteData<Page<NoteSummary>>>(keyOf(filters))
      ?.pages.map((page) => page.items.map(({ id }) => id))
  return { queries, ids }
}

describe('a change shows in every list', () => {
  test('an archived note leaves the lists it no longer fits, a search keeps it', () => {
    const { queries, ids } = lists(
      [{}, [['a', 'b'], ['c']]],
      [{ q: 'x' }, [['c']]],
      [{ archived: true }, [[]]],
    )
    changeInLists(queries, space, new Set(['a', 'c']), (note) => ({ ...note, archivedAt: 'now' }))
    expect(ids({})).toEqual([['b'], []])
    expect(ids({ q: 'x' })).toEqual([['c']])
  })

  test('a deleted note leaves all, a restored one leaves the trash', () => {
    const { queries, ids } = lists([{}, [['a']]], [{ tag: 't' }, [['a']]], [{ trash: true }, [['a']]])
    changeInLists(queries, space, new Set(['a']), () => null)
    expect([ids({}), ids({ tag: 't' }), ids({ trash: true })]).toEqual([[[]], [[]], [[]]])
  })

  test('a note that lost a tag leaves the list of that tag', () => {
    const { queries, ids } = lists([{ tag: 't' }, [['a', 'b']]], [{}, [['a']]])
    showNote(queries, space, noteWith('a', { tags: ['other'], version: 2 }))
    expect(ids({ tag: 't' })).toEqual([['b']])
    expect(ids({})).toEqual([['a']])
  })
})

test('a new note stands below the pinned ones, once', () => {
  const { queries, ids } = lists([{}, [['p1', 'p2', 'a'], ['b']]])
  addToList(queries, space, noteWith('new'))
  addToList(queries, space, noteWith('new'))
  expect(ids({})).toEqual([['p1', 'p2', 'new', 'a'], ['b']])
})

test('an older answer never replaces a newer note', () => {
  const { queries } = lists()
  showNote(queries, space, noteWith('a', { version: 3, title: 'newer' }))
  showNote(queries, space, noteWith('a', { version: 2, title: 'older' }))
  expect(queries.getQueryData(noteQuery(space, 'a').queryKey)?.title).toBe('newer')
})

test('what every list knows already is no news', () => {
  const { queries } = lists([{}, [['a']]])
  // Only lists on the screen count, and none is.
  expect(isNews(queries, space, { id: 'a', version: 1 })).toBe(true)
})

test('a refresh reads short lists again and leaves long ones until they are shown', () => {
  const long = [['a'], ['b'], ['c'], ['d']]
  const { queries, ids } = lists([{}, long], [{ q: 'x' }, [['a']]])
  expect(refreshNotes(queries, space)).toBe('read')
  expect(ids({})).toEqual(long)
  refreshNotes(queries, space, { shorten: true })
  expect(ids({})).toEqual([['a']])
  expect(queries.getQueryState(keyOf({ q: 'x' }))?.isInvalidated).toBe(true)
})
