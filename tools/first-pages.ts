import { createHash } from 'node:crypto'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { build } from 'vite'
import { filesOf, readManifest, shellFiles, stylesOf } from './budgets.ts'

/**
 * A page by the pattern of its path; `data` is the first thing it asks of the API, `$1` the part that the pattern catches.
 * `also` names parts that the page loads by itself as soon as it is there. `pictures` is the `sizes` at which the page shows the pictures of that answer: the first of them are fetched early.
 */
type FirstPage = {
  path: string
  page: string
  also?: string[]
  data?: string
  pictures?: string
  /** The function of `first-paint.ts` beside the list that shows the first answer before the app is there. */
  paint?: string
}

/**
 * Tells the built `first.js` what each page needs beside the shell, from the `first-pages.json` files below `root`: the browser
 * then fetches it at once. Throws when a named page is not part of the build.
 */
export async function tellFirstPages(dist: string, root: string): Promise<void> {
  const manifest = readManifest(dist)
  const shell = shellFiles(dist)
  const lists = globSync(['src/web/pages/first-pages.json', 'src/apps/*/web/first-pages.json'], { cwd: root })
  const painters = new Map(
    await Promise.all(
      globSync('src/apps/*/web/first-paint.ts', { cwd: root }).map(
        async (file) => [dirname(file), await buildPainter(join(root, file), dist)] as const,
      ),
    ),
  )
  const pages = lists.toSorted().flatMap((list) => {
    const named = JSON.parse(readFileSync(join(root, list), 'utf8')) as FirstPage[]
    return named.map(({ path, page, also = [], data, pictures, paint }) => {
      const source = relative('src/web', join(dirname(list), page))
      if (!manifest[source]) throw new Error(`${list} names ${page}, which is not part of the build`)
      const own = filesOf(manifest, source)
      const loaded = Object.values(manifest).flatMap((one) =>
        own.has(one.file) ? (one.dynamicImports ?? []) : [],
      )
      const parts = also.map((name) => {
        const part = loaded.find((one) => manifest[one]?.name === name)
        if (!part) throw new Error(`${list} names ${name}, which ${page} does not load`)
        return part
      })
      const painter = paint && painters.get(dirname(list))
      if (paint && !painter) throw new Error(`${list} paints, but has no first-paint.ts beside it`)
      const files = new Set([source, ...parts].flatMap((one) => [...filesOf(manifest, one)]))
      const scripts = [...files].filter((script) => !shell.has(script))
      const styles = stylesOf(manifest, new Set(scripts))
      const at = (file: string) => `/${file}`
      return {
        path,
        scripts: [...(painter ? [painter] : []), ...scripts.map(at)],
        styles: [...styles].map(at),
        data,
        pictures,
        paint: painter && { script: painter, name: paint },
      }
    })
  })
  const first = join(dist, 'first.js')
  const told = readFileSync(first, 'utf8').replace(
    'const pages = []',
    () => `const pages = ${JSON.stringify(pages.map((page) => ({ ...page, scripts: undefined })))}`,
  )
  writeFileSync(first, told)
  // The server says in each page's header what the page asks first (platform/http/early-fetches.ts).
  const early = pages.map(({ path, scripts, data }) => ({ path, scripts, data }))
  writeFileSync(join(dist, 'first-pages.json'), JSON.stringify(early))
}

/** A script of its own, with all it needs inside: it runs long before those of the app. Answers its address. */
async function buildPainter(file: string, dist: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, target: 'es2023', lib: { entry: file, formats: ['es'] }, minify: true },
  })
  const [output] = (Array.isArray(built) ? built : [built]) as { output: { code: string }[] }[]
  const { code } = output!.output[0]!
  const hash = createHash('sha256').update(code).digest('base64url').slice(0, 8)
  const address = `assets/first-paint-${hash}.js`
  writeFileSync(join(dist, address), code)
  return `/${address}`
}
