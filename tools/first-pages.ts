import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { filesOf, readManifest, shellFiles } from './budgets.ts'

/**
 * Tells the built `first.js` which scripts each page needs beside the shell, from the `first-pages.json` files in `root`: the
 * browser then fetches them at once. Throws when a named page is not part of the build.
 */
export function tellFirstPages(dist: string, root: string): void {
  const manifest = readManifest(dist)
  const shell = shellFiles(dist)
  const lists = globSync(['src/web/pages/first-pages.json', 'src/apps/*/web/first-pages.json'], { cwd: root })
  const pages = lists.toSorted().flatMap((list) => {
    const named = JSON.parse(readFileSync(join(root, list), 'utf8')) as Record<string, string>
    return Object.entries(named).map(([pattern, file]) => {
      const source = relative('src/web', join(dirname(list), file))
      if (!manifest[source]) throw new Error(`${list} names ${file}, which is not part of the build`)
      const scripts = [...filesOf(manifest, source)].filter((script) => !shell.has(script))
      return [pattern, scripts.map((script) => `/${script}`)]
    })
  })
  const first = join(dist, 'first.js')
  const told = readFileSync(first, 'utf8').replace(
    'const pages = []',
    `const pages = ${JSON.stringify(pages)}`,
  )
  writeFileSync(first, told)
}
