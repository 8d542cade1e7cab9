import type { Generated, Selectable } from 'kysely'
import type { Visibility } from '../../contract/shapes.ts'
import type { Db, Reader, Tx } from '../db/db.ts'
import type { Json } from '../db/json.ts'

/** What the index shows of an entry. The words it is found by are the driver's own. */
export type SearchEntryTable = {
  /** Grows with every indexing: the newest entry has the highest. */
  position: Generated<number>
  kind: string
  id: string
  space_id: string
  at: string
  author_id: string | null
  visibility: Visibility
  archived: 0 | 1
  title: string
  tags: Json<string[]>
  text: string
}
export type SearchEntryRow = Selectable<SearchEntryTable>

/** An object whose entry is not up to date. */
export type SearchMarkTable = {
  kind: string
  id: string
  space_id: string
  /** New with every change, in their order: whoever indexes an older one must not take this mark away. */
  stamp: string
  /** 1 for those of a rebuild, which wait behind what people change. */
  filling: 0 | 1
}
export type SearchMark = Selectable<SearchMarkTable>

/** How far the objects of a kind have been marked since the index was empty. */
export type SearchFillTable = { kind: string; after: string | null; done: 0 | 1 }

export type SearchTables = {
  search_entries: SearchEntryTable
  search_marks: SearchMarkTable
  search_fills: SearchFillTable
}
export type SearchDb = Db<SearchTables>
export type SearchReader = Reader<SearchTables>
export type SearchTx = Tx<SearchTables>
