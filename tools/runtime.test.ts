import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'longhouse-runtime-'))
  cpSync(join(import.meta.dirname, 'runtime.mjs'), join(folder, 'tools/runtime.mjs'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const ensure = () =>
  execFileSync(process.execPath, [join(folder, 'tools/runtime.mjs')], {
    env: { PATH: dirname(process.execPath) },
  })
const linked = () => realpathSync(join(folder, 'node_modules/.bin/node'))

test("the machine's own Node, when it is young enough, stands where units and pm2 look for it", () => {
  ensure()
  expect(linked()).toBe(realpathSync(process.execPath))
})

test('a link whose program has gone is made anew', () => {
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true })
  symlinkSync('/gone/node', join(folder, 'node_modules/.bin/node'))
  ensure()
  expect(linked()).toBe(realpathSync(process.execPath))
})
