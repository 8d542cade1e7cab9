import { Fault } from '../errors.ts'
import type { Table } from './rows.ts'

/** One table on both sides. The columns of `to` stand in the order of those of `from`. */
export type Pair = { from: Table; to: Table }

/** Throws `Fault('conflict', 'schemas-differ')` that lists every table and column that is not on both sides. */
export function pairTables(from: readonly Table[], to: readonly Table[]): Pair[] {
  const faults: string[] = []
  const pairs = from.map((table) => {
    const other = to.find(({ name }) => name === table.name)
    if (!other) faults.push(`the table ${table.name} is not there`)
    const columns = table.columns.map((column) => {
      const twin = other?.columns.find(({ name }) => name === column.name)
      if (other && !twin) faults.push(`${table.name} has no column ${column.name}`)
      if (twin && twin.kind !== column.kind) faults.push(`${table.name}.${column.name} is ${twin.type}`)
      return twin ?? column
    })
    for (const { name } of other?.columns ?? [])
      if (!table.columns.some((column) => column.name === name))
        faults.push(`${table.name} has a column ${name} that the source does not have`)
    return { from: table, to: { ...table, columns, trouble: null } }
  })
  if (faults.length > 0)
    throw new Fault(
      'conflict',
      'schemas-differ',
      `The same migrations made other tables on the target: ${faults.join('; ')}. Nothing was moved.`,
    )
  return pairs
}
