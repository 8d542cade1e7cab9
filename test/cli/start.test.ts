import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { freePort, startProgram } from '../bed/program.ts'

const folder = mkdtempSync(join(tmpdir(), 'longhouse-start-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('`longhouse start` is a house that answers, and ends in order', async () => {
  const port = await freePort()
  const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`)
  const house = await startProgram({
    command: process.execPath,
    args: [join(import.meta.dirname, '../../src/cli/longhouse.ts'), 'start'],
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: String(port), DATA_DIR: folder },
    ready: async () => (await ask('/livez')).ok,
    seconds: 60,
  })
  const { apps } = (await (await ask('/api/v1/setup')).json()) as { apps: string[] }
  expect(apps).toContain('footage')
  await house.stop()
  expect(house.exitCode()).toBe(0)
})
