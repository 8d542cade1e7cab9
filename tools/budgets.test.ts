import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { checkBudgets, shellFiles } from './budgets.ts'

const folder = mkdtempSync(join(tmpdir(), 'longhouse-budgets-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A build of one shell, one page and one style sheet, in kB that do not compress. */
function build(shell: number, page: number, style: number, pageStyle = 0, editor = 99): string {
  const dist = mkdtempSync(join(folder, 'dist-'))
  mkdirSync(join(dist, 'assets'))
  const put = (name: string, kilobytes: number) =>
    writeFileSync(join(dist, 'assets', name), randomBytes(kilobytes * 1000))
  put('main.js', shell - 10)
  put('libraries.js', 10)
  put('clips.js', page)
  put('player.js', 900)
  put('editor.js', editor)
  put('main.css', style)
  put('clips.css', pageStyle)
  put('player.css', 9)
  const manifest = {
    'index.html': {
      file: 'assets/main.js',
      isEntry: true,
      imports: ['_libraries.js'],
      css: ['assets/main.css'],
    },
    '_libraries.js': { file: 'assets/libraries.js' },
    '../apps/footage/web/clips-page.tsx': {
      file: 'assets/clips.js',
      imports: ['index.html', '_libraries.js'],
      dynamicImports: ['player.tsx'],
      css: ['assets/clips.css'],
    },
    'editor/text-editor.tsx': { file: 'assets/editor.js', imports: ['index.html'] },
    'player.tsx': { file: 'assets/player.js', css: ['assets/player.css'] },
  }
  writeFileSync(join(dist, 'manifest.json'), JSON.stringify(manifest))
  return dist
}
const broken = (dist: string) =>
  checkBudgets(dist)
    .filter(({ ok }) => !ok)
    .map(({ what }) => what)

test('what loads when it is needed counts for nobody', () => {
  const dist = build(100, 15, 9)
  expect(broken(dist)).toEqual([])
  expect([...shellFiles(dist)]).toEqual(['assets/main.js', 'assets/libraries.js'])
})

test.each([
  ['shell', build(113, 1, 5)],
  ['shell + footage clips', build(100, 21, 5)],
  ['styles + footage clips', build(50, 1, 9, 2)],
  ['text-editor.tsx', build(50, 1, 5, 0, 101)],
])('too much in %s is found', (what, dist) => expect(broken(dist)).toEqual([what]))

test('too much in the styles of the shell is found, also by its pages', () =>
  expect(broken(build(50, 1, 11))).toEqual(['styles', 'styles + footage clips']))
