import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { apps } from '../../src/apps.ts'
import { tableOf } from './app-cases.ts'
import { auditFaults } from './audit-faults.ts'
import { breaches } from './invariants.ts'
import { openMatrixHouse, type Part } from './matrix-house.ts'
import { table } from './table.ts'

let open: Awaited<ReturnType<typeof openMatrixHouse>>
let parts: Part[]
beforeAll(async () => {
  open = await openMatrixHouse()
  parts = await open.parts()
})
afterAll(() => open?.close())

test('every route that is bound has a row, and every contract is bound', () => {
  expect(open.missing(parts)).toEqual([])
  const bound = new Set(parts.flatMap((part) => part.contracts.map((contract) => contract.id)))
  for (const { app } of open.house.apps)
    expect(app.contract.map((contract) => contract.id).filter((id) => !bound.has(id))).toEqual([])
  expect(parts.map((part) => part.id)).toEqual(['platform', ...apps])
})

test.each(['platform', ...apps])(
  'what %s answers to everybody is what was reviewed, and never too much',
  async (id) => {
    const part = parts.find((p) => p.id === id)!
    const rows = await open.observe(part.cases)
    expect(breaches(rows, part.contracts)).toEqual([])
    const actions = new Set(open.house.platform.audit.actions.keys())
    expect(auditFaults(rows, part.contracts, { ...part, actions })).toEqual([])
    const file = id === 'platform' ? join(import.meta.dirname, 'access-matrix.md') : tableOf(id)
    await expect(table(`Access: ${id}`, rows)).toMatchFileSnapshot(file)
  },
  300_000,
)
