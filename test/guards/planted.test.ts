import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { apps } from '../../src/apps.ts'

/** Every check of `npm run check` is shown a fault of its kind in a copy of the repository, and must find it. */

let copy = ''

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'longhouse-planted-'))
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  })
  for (const file of files.trim().split('\n')) {
    mkdirSync(dirname(join(copy, file)), { recursive: true })
    cpSync(file, join(copy, file), { force: true })
  }
  symlinkSync(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'))
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

type Fault = [file: string, source: string, words: string]
/** [the check's command, what is planted for it: a file, its source, words that the check must say] */
const planted: [command: string, ...faults: Fault[]][] = [
  ['oxfmt --check src/platform', ['src/platform/planted.ts', 'export   const a=1;;\n', 'planted.ts']],
  [
    'oxlint --type-aware --deny-warnings src/platform',
    [
      'src/platform/planted.ts',
      'const late = async () => 1\nexport const a = () => {\n  late()\n}\n',
      'no-floating-promises',
    ],
  ],
  [
    'tsc -p tsconfig.contract.json',
    [
      'src/contract/planted.ts',
      'export const a = process.cwd()\n',
      "planted.ts(1,18): error TS2591: Cannot find name 'process'",
    ],
  ],
  [
    'tsc -p tsconfig.server.json',
    ['src/platform/planted.ts', "export const a: number = 'b'\n", 'planted.ts(1,14): error TS2322'],
    ['src/platform/planted-page.ts', 'export const a = document.title\n', "Cannot find name 'document'"],
    ['src/platform/planted-enum.ts', 'export enum A {\n  b,\n}\n', 'erasableSyntaxOnly'],
  ],
  [
    'tsc -p tsconfig.web.json',
    ['src/web/ui/planted.ts', 'export const a: number = document.title\n', 'TS2322'],
  ],
  [
    'node tools/boundaries.ts',
    ['src/platform/planted.ts', "export { compose } from '../compose.ts'\n", 'knows no app'],
  ],
  ['knip --no-progress', ['src/platform/planted.ts', 'export const nobodyUsesThis = 1\n', 'planted.ts']],
  ['node tools/documents.ts', ['docs/planted.md', '[gone](gone.md)\n', 'leads nowhere']],
  [
    'vitest run --project unit src/platform/planted.test.ts',
    [
      'src/platform/planted.test.ts',
      "import { expect, test } from 'vitest'\ntest('planted', () => expect(1).toBe(2))\n",
      '1 failed',
    ],
  ],
]

test.each(planted)('%s finds what is planted', (command, ...faults) => {
  for (const [file, source] of faults) writeFileSync(join(copy, file), source)
  try {
    const { status, stdout, stderr } = run(command)
    for (const [, , words] of faults) expect(stdout + stderr).toContain(words)
    expect(status).not.toBe(0)
  } finally {
    for (const [file] of faults) rmSync(join(copy, file))
  }
})

test('the recipe for a new app makes one that holds every check', () => {
  const list = readFileSync('src/apps.ts', 'utf8')
  expect(faultsOf('node tools/new-app.ts library book')).toBe('')
  try {
    expect(refusal('node tools/new-app.ts library book')).toContain('is there already; nothing was changed')
    expect(refusal('node tools/new-app.ts ../x book')).toContain('3 to 24 letters')
    for (const command of ['oxfmt --check src', ...checks, 'vitest run --project unit src/apps/library'])
      expect(faultsOf(command)).toBe('')
  } finally {
    rmSync(join(copy, 'src/apps/library'), { recursive: true })
    writeFileSync(join(copy, 'src/apps.ts'), list)
  }
})

test('apps can be taken out: their folders and their words', () => {
  for (const app of apps) rmSync(join(copy, 'src/apps', app), { recursive: true, force: true })
  writeFileSync(join(copy, 'src/apps.ts'), 'export const apps: readonly string[] = []\n')
  for (const command of [...checks, 'node tools/documents.ts', 'vitest run --project unit'])
    expect(faultsOf(command)).toBe('')
}, 300_000)

const checks = [
  'tsc -p tsconfig.contract.json',
  'tsc -p tsconfig.server.json --singleThreaded',
  'tsc -p tsconfig.web.json',
  'tsc -p tsconfig.browser.json',
  'node tools/boundaries.ts',
  'knip --no-progress',
  'oxlint --type-aware --deny-warnings',
]

const run = (command: string) => spawnSync(command, { shell: true, cwd: copy, encoding: 'utf8' })

/** What a command that fails says; nothing of one that holds. */
function faultsOf(command: string): string {
  const { status, stdout, stderr } = run(command)
  return status === 0 ? '' : `${command}\n${stdout}${stderr}`
}

function refusal(command: string): string {
  const { status, stderr } = run(command)
  expect(status).toBe(2)
  return stderr
}
