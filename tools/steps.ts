import { spawn } from 'node:child_process'

export type Step = { name: string; command: string }
export type Outcome = Step & { ok: boolean; seconds: number; output: string }

/** Runs shell commands, `lanes` at a time, telling each result as it comes. Resolves with all of them. */
export async function run(steps: readonly Step[], lanes: number): Promise<Outcome[]> {
  const queue = [...steps]
  const outcomes: Outcome[] = []
  const lane = async () => {
    for (let step = queue.shift(); step; step = queue.shift()) {
      const outcome = await runStep(step)
      outcomes.push(outcome)
      console.log(`${outcome.ok ? '✓' : '✗'} ${step.name} (${outcome.seconds.toFixed(1)} s)`)
      if (!outcome.ok) console.log(outcome.output.trimEnd().replaceAll(/^/gm, '    '))
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return outcomes
}

/** Tells the sum; true when all is well. */
export function summarise(outcomes: readonly Outcome[]): boolean {
  const failed = outcomes.filter((outcome) => !outcome.ok)
  console.log(
    failed.length === 0
      ? `all ${outcomes.length} checks hold`
      : `not well: ${failed.map((f) => f.name).join(', ')}`,
  )
  return failed.length === 0
}

function runStep(step: Step): Promise<Outcome> {
  const started = performance.now()
  return new Promise((resolve) => {
    const child = spawn(step.command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const collect = (chunk: Buffer) => (output += chunk)
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.on('close', (code) =>
      resolve({ ...step, ok: code === 0, seconds: (performance.now() - started) / 1000, output }),
    )
  })
}
