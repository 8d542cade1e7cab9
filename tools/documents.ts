import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * What documents claim about the tree and can be checked: links lead somewhere, named paths and npm scripts exist, and
 * `.env.example` lists exactly the names that the configuration reads.
 */
export type Tree = { has(path: string): boolean; scripts: ReadonlySet<string> }

export function documentFaults(path: string, text: string, tree: Tree): string[] {
  const links = [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)/g)].map(
    (match) => match[1]!,
  )
  const broken = links.filter((link) => !tree.has(normalize(join(dirname(path), link))))
  const named = [...text.matchAll(/`((?:src|tools|test|bench|docs|deploy)\/[\w./-]+)`/g)].map(
    (match) => match[1]!,
  )
  const scripts = [...text.matchAll(/`npm run ([\w-]+)/g)].map((match) => match[1]!)
  return [
    ...broken.map((link) => `${path}: the link ${link} leads nowhere`),
    ...named
      .filter((name) => !tree.has(name.replace(/\/$/, '')) && !isOfAbsentApp(name, tree))
      .map((name) => `${path}: ${name} is not there`),
    ...scripts
      .filter((name) => !tree.scripts.has(name))
      .map((name) => `${path}: there is no npm script ${name}`),
  ]
}

/** What documents say of an app stays right when the app has been taken out of this house. */
function isOfAbsentApp(name: string, tree: Tree): boolean {
  const [app] = /^src\/apps\/\w+/.exec(name) ?? []
  return app !== undefined && !tree.has(app)
}

/** Names in `.env.example` (set or commented) against the names of `env.ts`. `NAME_FILE` twins need no line. */
export function environmentFaults(example: string, read: ReadonlySet<string>): string[] {
  const listed = new Set([...example.matchAll(/^#? ?([A-Z][A-Z0-9_]+)=/gm)].map((match) => match[1]!))
  return [
    ...[...read].filter((name) => !listed.has(name)).map((name) => `.env.example does not list ${name}`),
    ...[...listed]
      .filter((name) => !read.has(name))
      .map((name) => `.env.example lists ${name}, which nothing reads`),
  ]
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { environmentNames } = await import('../src/platform/config/env.ts')
  const pack = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
  const tree: Tree = { has: existsSync, scripts: new Set(Object.keys(pack.scripts)) }
  const documents = globSync(['*.md', 'docs/**/*.md', 'deploy/**/*.md'])
  const faults = [
    ...documents.flatMap((path) => documentFaults(path, readFileSync(path, 'utf8'), tree)),
    ...environmentFaults(readFileSync('.env.example', 'utf8'), new Set(environmentNames)),
  ]
  for (const fault of faults) console.error(fault)
  console.log(`${documents.length} documents, ${faults.length} faults`)
  process.exitCode = faults.length > 0 || documents.length < 5 ? 1 : 0
}
