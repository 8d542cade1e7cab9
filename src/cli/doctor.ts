import type { Config } from '#platform/config/config.ts'
import type { Finding } from '#platform/doctor/finding.ts'
import { checkEngines } from '#platform/doctor/open-engine-checks.ts'
import { clock } from './doctor-clock.ts'
import { diskChecks } from './doctor-disk.ts'
import { streams } from './doctor-live.ts'
import { ports, programs, runtime, sandbox } from './doctor-machine.ts'

export type Check = (config: Config) => Promise<Finding[]>

export const checks: readonly Check[] = [
  runtime,
  programs,
  sandbox,
  ports,
  streams,
  diskChecks,
  clock,
  checkEngines,
]

/** Runs every check; one that throws is a finding of its own and stops no other. */
export async function examine(config: Config, which: readonly Check[] = checks): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const check of which) {
    try {
      findings.push(...(await check(config)))
    } catch (error) {
      findings.push({
        name: check.name,
        state: 'ill',
        found: `the check itself failed: ${error instanceof Error ? error.message : String(error)}`,
        mend: 'Report this with the output of `longhouse doctor`.',
      })
    }
  }
  return findings
}

const marks = { well: '✓', weak: '!', ill: '✗' } as const

/** The findings as lines for a terminal; the last one is the sum. */
export function report(findings: readonly Finding[]): string[] {
  const ill = findings.filter((finding) => finding.state === 'ill').length
  const weak = findings.filter((finding) => finding.state === 'weak').length
  return [
    ...findings.flatMap((finding) => [
      `${marks[finding.state]} ${finding.name}: ${finding.found}`,
      ...(finding.mend ? [`    → ${finding.mend}`] : []),
    ]),
    ill + weak === 0 ? 'All is well.' : `${ill} to mend, ${weak} to look at.`,
  ]
}
