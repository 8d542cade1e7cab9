import { readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseSync } from 'oxc-parser'
import { sourceFiles } from './source-files.ts'

/**
 * The walls of the house, checked on the code's own imports (docs/decisions/0004-own-boundary-check.md).
 * `boundaries.test.ts` plants a violation of every rule here.
 */

export type Sources = ReadonlyMap<string, string>
type Import = { from: string; to: string; typeOnly: boolean }
type Module = { path: string; imports: Import[]; faults: string[] }

type Wall = { name: string; from: RegExp; mayNot: RegExp; except?: (from: string, to: string) => boolean }

const isTest = (path: string) =>
  /\.(test|suite|fixture|fleet)\.tsx?$|^test\/|^bench\/|^src\/apps\/[^/]+\/(test|bench)\//.test(path)
const appOf = (path: string) => /^src\/apps\/([^/]+)\//.exec(path)?.[1]
/** `src/platform/storage/disk-storage.ts` → `disk`: files that know which engine they are. */
const driver =
  /^src\/platform\/(?:db|queue|storage|cache|bus|search|redis|move|doctor)\/(sqlite|postgres|disk|s3|memory|redis|bullmq|local)-[^/]+$/
const driverPackage = /^npm:(better-sqlite3|pg|ioredis|bullmq|bentocache|@aws-sdk\/)/

/** Who turns the environment into a choice, who opens what was chosen, and what was opened. */
const mayAskForEngine = new RegExp(
  String.raw`^src/platform/config/|/open-[^/]+$|^src/platform/db/per-dialect\.ts$|${driver.source}`,
)
const asksForEngine = /\bengine\s*[!=]==|\bdialect\.name\b|\b(?:Postgres|Sqlite)Adapter\b/

const walls: Wall[] = [
  {
    name: 'contracts import only contracts',
    from: /^src\/(contract\/|apps\/[^/]+\/contract\/)/,
    mayNot: /^(?!npm:typebox)/,
    except: (from, to) =>
      to.startsWith('src/contract/') ||
      (appOf(from) !== undefined && to.startsWith(`src/apps/${appOf(from)}/contract/`)),
  },
  {
    name: 'the platform knows no app and nothing above it',
    from: /^src\/platform\//,
    mayNot: /^src\/(apps|roles|cli|web|compose\.ts|main\.ts)/,
  },
  {
    name: 'apps are strangers',
    from: /^src\/apps\//,
    mayNot: /^src\/apps(\/|\.ts)/,
    except: (from, to) => appOf(from) === appOf(to) || to === 'src/apps.ts',
  },
  {
    name: 'apps do not reach above themselves',
    from: /^src\/apps\//,
    mayNot: /^src\/(roles|cli|compose\.ts|main\.ts)/,
  },
  {
    name: 'the web imports no server',
    from: /^src\/(web|apps\/[^/]+\/web)\//,
    mayNot: /^(src\/(platform|roles|cli|apps\/[^/]+\/server|compose\.ts|main\.ts)|node:)/,
  },
  {
    name: 'the server imports no web',
    from: /^src\/(platform|roles|cli|apps\/[^/]+\/server|compose\.ts|main\.ts)/,
    mayNot: /^src\/(web|apps\/[^/]+\/web)\//,
  },
  { name: 'the house does not lean on its tests and tools', from: /^src\//, mayNot: /^(test|tools|bench)\// },
  {
    name: 'drivers are imported by open-* alone',
    from: /^/,
    mayNot: driver,
    except: (from, to) =>
      /\/open-[^/]+$/.test(from) ||
      // Of the same engine: what one driver knows of it another may use.
      (driver.test(from) && driver.exec(from)?.[1] === driver.exec(to)?.[1]),
  },
  {
    name: 'driver packages are imported by drivers alone',
    from: /^src\//,
    mayNot: driverPackage,
    // The type of a client that every user of Redis shares is named once.
    except: (from) => driver.test(from) || from === 'src/platform/redis/redis.ts',
  },
]

/** Every fault of the tree, in words; and how many modules were looked at, so that looking at none cannot pass. */
export function checkBoundaries(sources: Sources): { modules: number; faults: string[] } {
  const modules = [...sources].map(([path, source]) => readModule(path, source, sources))
  const faults = modules.flatMap((module) => [
    ...module.faults,
    ...(isTest(module.path) && module.path.startsWith('src/')
      ? module.imports.filter((i) => !/^(test|bench)\//.test(i.to))
      : module.imports
    ).flatMap((found) => wallFaults(found)),
  ])
  return { modules: modules.length, faults: [...faults, ...cycles(modules)] }
}

function wallFaults({ from, to }: Import): string[] {
  return walls
    .filter((wall) => wall.from.test(from) && wall.mayNot.test(to) && !wall.except?.(from, to))
    .filter((wall) => !(isTest(from) && wall.name.startsWith('driver')))
    .map((wall) => `${from} imports ${to}: ${wall.name}`)
}

function readModule(path: string, source: string, sources: Sources): Module {
  const { module, program, errors } = parseSync(path, source)
  const faults = errors.map((error) => `${path}: ${error.message}`)
  const imports: Import[] = []
  const add = (specifier: string, typeOnly: boolean) =>
    imports.push({ from: path, to: resolve(path, specifier, sources), typeOnly })
  for (const found of module.staticImports)
    add(found.moduleRequest.value, found.entries.length > 0 && found.entries.every((entry) => entry.isType))
  for (const found of module.staticExports)
    for (const entry of found.entries) if (entry.moduleRequest) add(entry.moduleRequest.value, entry.isType)
  for (const found of module.dynamicImports) {
    const text = source.slice(found.moduleRequest.start, found.moduleRequest.end)
    if (/^['"]/.test(text))
      imports.push({ from: path, to: resolve(path, text.slice(1, -1), sources), typeOnly: true })
  }
  return { path, imports, faults: [...faults, ...habits(path, source, program.body)] }
}

/** Rules about a file by itself. */
function habits(path: string, source: string, body: { type: string; kind?: string }[]): string[] {
  const faults: string[] = []
  const code = source.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '')
  const fault = (bad: boolean, words: string) => bad && faults.push(`${path}: ${words}`)
  const inSource = path.startsWith('src/') && !isTest(path)
  fault(
    inSource && body.some((node) => node.type === 'VariableDeclaration' && node.kind === 'let'),
    'module-level `let`: state lives in what `open*` returns',
  )
  fault(
    body.some((node) => node.type === 'ExportDefaultDeclaration') && !path.endsWith('.config.ts'),
    'default export: use a named one',
  )
  fault(
    inSource &&
      !/^src\/(platform\/config\/env|main|cli\/with-house)\.ts$/.test(path) &&
      /\bprocess\.env\b/.test(code),
    'reads process.env: only platform/config/env.ts does',
  )
  fault(
    inSource && !/^src\/(main\.ts|cli\/)/.test(path) && /\bprocess\.exit\(/.test(code),
    'process.exit in the middle: close in reverse instead',
  )
  fault(
    isTest(path) && !path.endsWith('boundaries.test.ts') && /\bvi\.(mock|doMock)\(/.test(code),
    'mocks a module: hand in the part instead',
  )
  fault(
    inSource && !mayAskForEngine.test(path) && asksForEngine.test(code),
    'asks which engine it has: only open-* and drivers know',
  )
  fault(source.split('\n').length > 401 && !isTest(path), 'over 400 lines')
  return faults
}

function resolve(from: string, specifier: string, sources: Sources): string {
  const target = specifier.startsWith('.')
    ? normalize(join(dirname(from), specifier))
    : specifier.startsWith('#platform/')
      ? specifier.replace('#', 'src/')
      : specifier.startsWith('#web/')
        ? specifier.replace('#', 'src/')
        : null
  if (target === null) return specifier.startsWith('node:') ? specifier : `npm:${specifier}`
  return [target, `${target}.ts`, `${target}.tsx`].find((path) => sources.has(path)) ?? target
}

/** Cycles of imports that run; types may know each other. */
function cycles(modules: Module[]): string[] {
  const next = new Map(modules.map((m) => [m.path, m.imports.filter((i) => !i.typeOnly).map((i) => i.to)]))
  const done = new Set<string>()
  const found: string[] = []
  const walk = (path: string, trail: string[]) => {
    if (trail.includes(path)) found.push(`cycle: ${[...trail.slice(trail.indexOf(path)), path].join(' → ')}`)
    if (trail.includes(path) || done.has(path)) return
    for (const to of next.get(path) ?? []) walk(to, [...trail, path])
    done.add(path)
  }
  for (const path of next.keys()) walk(path, [])
  return found
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const sources = new Map(sourceFiles().map((path) => [path, readFileSync(path, 'utf8')]))
  const { modules, faults } = checkBoundaries(sources)
  for (const fault of faults) console.error(fault)
  console.log(`${modules} modules, ${faults.length} faults`)
  process.exitCode = faults.length > 0 || modules < 50 ? 1 : 0
}
