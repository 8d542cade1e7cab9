import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { filesOf, readManifest, shellFiles, stylesOf } from './budgets.ts'

/**
 * A page by the pattern of its path; `data` is the first thing it asks of the API, `$1` the part that the pattern catches.
 * `also` names parts that the page loads by itself as soon as it is there. `pictures` is the `sizes` at which the page shows the pictures of that answer: the first of them are fetched early.
 */
type FirstPage = { path: string; page: string; also?: string[]; data?: string; pictures?: string }

/**
 * Tells the built `first.js` what each page needs beside the shell, from the `first-pages.json` files below `root`: the browser
 * then fetches it at once. Throws when a named page is not part of the build.
 */
export function tellFirstPages(dist: string, root: string): void {
  const manifest = readManifest(dist)
  const shell = shellFiles(dist)
  const lists = globSync(['src/web/pages/first-pages.json', 'src/apps/*/web/first-pages.json'], { cwd: root })
  const pages = lists.toSorted().flatMap((list) => {
    const named = JSON.parse(readFileSync(join(root, list), 'utf8')) as FirstPage[]
    return named.map(({ path, page, also = [], data, pictures }) => {
      const source = relative('src/web', join(dirname(list), page))
      if (!manifest[source]) throw new Error(`${list} names ${page}, which is not part of the build`)
      const parts = also.map((name) => {
        const part = manifest[source]?.dynamicImports?.find((one) => manifest[one]?.name === name)
        if (!part) throw new Error(`${list} names ${name}, which ${page} does not load`)
        return part
      })
      const files = new Set([source, ...parts].flatMap((one) => [...filesOf(manifest, one)]))
      const scripts = [...files].filter((script) => !shell.has(script))
      const styles = stylesOf(manifest, new Set(scripts))
      const at = (file: string) => `/${file}`
      return { path, scripts: scripts.map(at), styles: [...styles].map(at), data, pictures }
    })
  })
  const first = join(dist, 'first.js')
  const told = readFileSync(first, 'utf8').replace(
    'const pages = []',
    () =>
      `const pages = ${JSON.stringify(pages.map(({ path, styles, data, pictures }) => ({ path, styles, data, pictures })))}`,
  )
  writeFileSync(first, told)
  // The server says in each page's header what the page asks first (platform/http/early-fetches.ts).
  const early = pages.map(({ path, scripts, data }) => ({ path, scripts, data }))
  writeFileSync(join(dist, 'first-pages.json'), JSON.stringify(early))
}
