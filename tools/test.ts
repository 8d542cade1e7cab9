import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * `npm test`: the checks, then every test. Ends with `N passed, N failed`; each check counts as one test. A skipped test is
 * named and counts as failed in CI, because a suite that did not run has proven nothing.
 */
type Report = {
  testResults: {
    name: string
    status: string
    message: string
    assertionResults: { status: string; fullName: string }[]
  }[]
}

const folder = mkdtempSync(join(tmpdir(), 'longhouse-test-'))
const reportFile = join(folder, 'report.json')

const checksHold = await runs('node', ['tools/check.ts', ...process.argv.slice(2)])
const testsHold = await runs('vitest', [
  'run',
  '--project',
  'house',
  '--project',
  'fleet',
  '--project',
  'journeys',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${reportFile}`,
])

const results = readReport()
const tests = results.flatMap((file) => file.assertionResults)
const skipped = tests.filter((t) => !['passed', 'failed'].includes(t.status))
for (const test of skipped) console.log(`skipped: ${test.fullName}`)
const brokenFiles = results.filter(
  (file) => file.status === 'failed' && file.assertionResults.every((t) => t.status !== 'failed'),
)
for (const file of brokenFiles) console.log(`did not run: ${file.name}\n${file.message}`)

const skippedCount = process.env.CI ? skipped.length : 0
const passed = tests.filter((t) => t.status === 'passed').length + Number(checksHold)
const failed = Math.max(
  tests.filter((t) => t.status === 'failed').length + brokenFiles.length + skippedCount + Number(!checksHold),
  Number(!testsHold),
)
console.log(`${passed} passed, ${failed} failed`)
rmSync(folder, { recursive: true, force: true })
process.exitCode = failed > 0 ? 1 : 0

function runs(command: string, args: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    spawn(command, args, { stdio: 'inherit' }).on('close', (code) => resolve(code === 0))
  })
}

function readReport(): Report['testResults'] {
  try {
    return (JSON.parse(readFileSync(reportFile, 'utf8')) as Report).testResults
  } catch {
    return []
  }
}
