import { existsSync } from 'node:fs'
import { checkBudgets } from '../tools/budgets.ts'

const dist = 'dist/web'

/** The sizes of the built web app against its budgets. */
export const bench = {
  name: 'budgets',
  title: 'Web app: kilobytes of gzip before a page can be used',
  async run() {
    if (!existsSync(`${dist}/manifest.json`)) throw new Error('the web app is not built: npm run build')
    return {
      rows: checkBudgets(dist).map(({ what, kilobytes, target, ok }) => ({
        what,
        value: `${kilobytes.toFixed(1)} kB`,
        target: `≤ ${target} kB`,
        ok,
      })),
    }
  },
}
