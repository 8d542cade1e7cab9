/** A database as a move sees it: the tables that are there, and their rows one after the other. Knows no app's table by name. */
export interface HouseRows {
  /** For people: which engine and where, without a password. */
  readonly words: string
  /** The tables of the house by name, without those of the engine and of the move itself. */
  tables(): Promise<Table[]>
  count(table: Table): Promise<number>
  /**
   * Every row after `after` (values of `key`; null begins at the start), in the order of `key`: text by its bytes, integers by
   * their value. In batches that fit into memory; one walk at a time.
   */
  walk(table: Table, key: readonly string[], after: Row | null): AsyncIterable<Row[]>
  /** The highest number that was given to a column that numbers its rows by itself. */
  counters(): Promise<Counter[]>
  close(): Promise<void>
}

/** Integers are always bigint, so that none is rounded; reals always number. Flags are integers, times and JSON are text. */
export type Value = string | bigint | number | Uint8Array | BrokenText | null
/** In the order of `table.columns`; for keys in the order of the key. */
export type Row = readonly Value[]

export type Table = {
  name: string
  /** Without generated ones, which the engine fills by itself. */
  columns: readonly Column[]
  /** The columns that tell rows apart: primary key, or a unique one that is never null. */
  key: readonly string[]
  /** Columns of each index, the key's included, where an index of the other engine could be too narrow for them. */
  indexed: readonly (readonly string[])[]
  /** Why its rows cannot be walked, in words; null when they can. */
  trouble: string | null
}
export type Column = {
  name: string
  /** As the schema declares it: `bigint`, `double precision`. */
  type: string
  kind: 'text' | 'integer' | 'real' | 'bytes'
}
export type Counter = { table: string; last: bigint }

/** Bytes in a text column that are no UTF-8: no engine but the one they stand in would give them back as they are. */
export class BrokenText {
  readonly bytes: Uint8Array
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }
}

/** The values of `names` in a row of `table`. */
export function pick(table: Table, names: readonly string[], row: Row): Row {
  return names.map((name) => row[table.columns.findIndex((column) => column.name === name)]!)
}

/** Tables of the move itself, on the side that is filled. */
export const bookTables = ['longhouse_move', 'longhouse_move_tables'] as const
