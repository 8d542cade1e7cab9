import axeCore from 'axe-core'
import type { Page } from 'playwright-core'

/** Every violation of WCAG 2.2 A and AA and of axe's best practices on the page as it stands, in words. */
export async function axe(page: Page): Promise<string[]> {
  await page.evaluate(axeCore.source)
  const found = await page.evaluate(async () => {
    const { axe: look } = globalThis as unknown as { axe: { run: (options: object) => Promise<Results> } }
    type Results = {
      violations: { id: string; help: string; nodes: { html: string; failureSummary: string }[] }[]
    }
    return (await look.run({ resultTypes: ['violations'] })).violations
  })
  return found.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n  ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join('\n  ')}`,
  )
}
