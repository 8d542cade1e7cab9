import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** The size budgets of the web app (gzip, kB of 1000 bytes), read from the manifest that the build leaves in `dist/web`. */
export const budgets = { shell: 112, page: 120, css: 10, editor: 100 }

export type BudgetRow = { what: string; kilobytes: number; target: number; ok: boolean }

type Chunk = {
  file: string
  src?: string
  name?: string
  imports?: string[]
  dynamicImports?: string[]
  css?: string[]
  isEntry?: boolean
}
type Manifest = Record<string, Chunk>

/**
 * Rows for the shell and each page, scripts and styles: what a browser loads before that page can be used; then what each editor adds
 * to the page that opens it.
 */
export function checkBudgets(dist: string): BudgetRow[] {
  const manifest = readManifest(dist)
  const shell = shellFiles(dist)
  const pages = Object.keys(manifest).filter((name) => name.endsWith('-page.tsx'))
  const row = (what: string, files: Iterable<string>, target: number): BudgetRow => {
    const kilobytes = [...files].reduce((sum, file) => sum + gzipped(join(dist, file)), 0) / 1000
    return { what, kilobytes, target, ok: kilobytes <= target }
  }
  return [
    row('shell', shell, budgets.shell),
    row('styles', stylesOf(manifest, shell), budgets.css),
    ...pages.flatMap((page) => {
      const scripts = new Set([...shell, ...filesOf(manifest, page)])
      const styles = stylesOf(manifest, scripts)
      const own = styles.size > stylesOf(manifest, shell).size
      return own ? [row(`styles + ${pageName(page)}`, styles, budgets.css)] : []
    }),
    ...pages.map((page) =>
      row(`shell + ${pageName(page)}`, new Set([...shell, ...filesOf(manifest, page)]), budgets.page),
    ),
    ...Object.keys(manifest)
      .filter((name) => name.endsWith('-editor.tsx'))
      .map((name) => {
        const opener = pages.filter((page) => manifest[page]!.dynamicImports?.includes(name))
        const there = new Set([...shell, ...opener.flatMap((page) => [...filesOf(manifest, page)])])
        const added = [...filesOf(manifest, name)].filter((file) => !there.has(file))
        return row(fileName(name), added, budgets.editor)
      }),
  ]
}

/** The scripts of the shell: the entry and what it imports at once. */
export function shellFiles(dist: string): Set<string> {
  const manifest = readManifest(dist)
  const entry = Object.keys(manifest).find((name) => manifest[name]!.isEntry)
  if (!entry) throw new Error(`${dist}/manifest.json names no entry`)
  return filesOf(manifest, entry)
}

/** The scripts of a chunk: its own and what it imports at once. */
export function filesOf(manifest: Manifest, name: string, found = new Set<string>()): Set<string> {
  const chunk = manifest[name]
  if (!chunk || found.has(chunk.file)) return found
  found.add(chunk.file)
  for (const imported of chunk.imports ?? []) filesOf(manifest, imported, found)
  return found
}

/** The styles that come with these scripts. */
export const stylesOf = (manifest: Manifest, scripts: ReadonlySet<string>): Set<string> =>
  new Set(Object.values(manifest).flatMap(({ file, css = [] }) => (scripts.has(file) ? css : [])))

/** `../apps/footage/web/clip-page.tsx` → `footage clip`. */
const pageName = (path: string) =>
  path
    .replace(/^(?:\.\.\/)*(?:apps\/)?/, '')
    .replace(/(?:web\/)?(?:pages\/)?([^/]*)-page\.tsx$/, '$1')
    .replaceAll('/', ' ')

const fileName = (path: string) => path.replace(/^.*\//, '')

export const readManifest = (dist: string): Manifest =>
  JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8')) as Manifest

const gzipped = (file: string) => gzipSync(readFileSync(file), { level: 9 }).length
