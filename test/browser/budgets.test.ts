import { expect, test } from 'vitest'
import { checkBudgets } from '../../tools/budgets.ts'

test('the built web app is within its budgets', () => {
  const rows = checkBudgets('dist/web')
  expect(rows.length).toBeGreaterThan(10)
  expect(rows.filter(({ ok }) => !ok)).toEqual([])
})
