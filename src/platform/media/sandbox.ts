import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import type { Writable } from 'node:stream'
import type { Log } from '../observability/log.ts'
import type { Metrics } from '../observability/metrics.ts'
import { budgets, type Limits } from './budgets.ts'
import { failureOf } from './failures.ts'
import { findProgram } from './find-program.ts'
import { MediaCrashed } from './media.ts'
import { type End, runProcess } from './process-run.ts'
import { bwrapOptions, sandboxCommand, type Wrappers } from './sandbox-command.ts'

export type Run = {
  program: 'ffmpeg' | 'ffprobe'
  /** Arguments, given the name that the input has inside. Enums, integers and fixed names only, never a member's text. */
  args: (input: string) => readonly string[]
  /** The one file it may read; null for what comes by `feed`. */
  input: string | null
  /** The one folder it may write, and its working directory. */
  outFolder?: string
  limits: Limits
  /** Long work that makes way for everything else; what somebody waits for does not. */
  patient?: true
  signal: AbortSignal
  /** Takes stdout line by line instead of keeping it. */
  line?: (text: string) => void
  /** Gets its stdin. */
  feed?: (stdin: Writable) => void
  /** Takes stdout as it comes instead of keeping it. */
  bytes?: (chunk: Buffer) => void
}
export type SandboxState = { strong: boolean; detail: string; ffmpeg: string | null }

export interface Sandbox {
  /** Found out once, at the first use. */
  state(): Promise<SandboxState>
  /** What it wrote, of stderr the last part. Throws as `Media` says, and the signal's reason when aborted. */
  run(run: Run): Promise<Pick<End, 'stdout' | 'stderr'>>
}
type Equipment = SandboxState & { wrappers: Wrappers; programs: Record<Run['program'], string | null> }

const trialLimits: Limits = { wallSeconds: 10, memory: 512 * 1024 ** 2, fileSize: 1024 ** 2 }

export function openSandbox({ log, metrics }: { log: Log; metrics: Metrics }): Sandbox {
  const runs = metrics.counter('longhouse_media_runs_total', 'Runs of ffmpeg and ffprobe', ['program', 'end'])
  let found: Promise<Equipment> | undefined
  const equipment = () => (found ??= findEquipment(log))

  return {
    state: async () => {
      const { strong, detail, ffmpeg } = await equipment()
      return { strong, detail, ffmpeg }
    },
    async run(run) {
      run.signal.throwIfAborted()
      const { wrappers, programs } = await equipment()
      const program = programs[run.program]
      if (program === null) {
        throw new MediaCrashed(
          `This machine has no ${run.program}; the person who runs it must install ffmpeg.`,
        )
      }
      const command = sandboxCommand(wrappers, {
        program,
        args: run.args,
        input: run.input === null ? null : resolve(run.input),
        outFolder: run.outFolder === undefined ? null : resolve(run.outFolder),
        limits: run.limits,
        patient: run.patient ?? false,
        cpus: availableParallelism(),
      })
      const end = await runProcess({
        ...command,
        ...run.limits,
        answer: budgets.answer,
        signal: run.signal,
        ...(run.line && { line: run.line }),
        ...(run.feed && { feed: run.feed }),
        ...(run.bytes && { bytes: run.bytes }),
      })
      const failure = end.stopped === 'aborted' ? null : failureOf(end)
      runs.inc({ program: run.program, end: end.stopped ?? failure?.name ?? 'done' })
      if (end.stopped === 'aborted') run.signal.throwIfAborted()
      if (failure === null) return end
      log.debug(
        { program: run.program, failure: failure.name, cause: failure.cause },
        'a media program failed',
      )
      throw failure
    },
  }
}

async function findEquipment(log: Log): Promise<Equipment> {
  const programs = { ffmpeg: findProgram('ffmpeg'), ffprobe: findProgram('ffprobe') }
  const bare: Wrappers = {
    nice: findProgram('nice'),
    choom: await works(['choom', '-n', '500', '--', 'true']),
    prlimit: await works(['prlimit', '--core=0', 'true']),
    setpriv: await works(['setpriv', '--pdeathsig', 'KILL', '--no-new-privs', 'true']),
    bwrap: null,
  }
  const { bwrap, detail } = await tryBubblewrap(bare)
  const version = programs.ffmpeg && programs.ffprobe ? await versionOf(programs.ffmpeg) : null
  const missing = bare.prlimit === null ? ' prlimit is missing too, so there are no CPU and size limits.' : ''
  const found = { strong: bwrap !== null, detail: detail + missing, ffmpeg: version }
  if (!found.strong) log.warn({ detail: found.detail }, 'media files are opened without a strong sandbox')
  return { ...found, wrappers: { ...bare, bwrap }, programs }
}

/** Believes only a run in which a file of this machine really cannot be seen. */
async function tryBubblewrap(bare: Wrappers): Promise<{ bwrap: Wrappers['bwrap']; detail: string }> {
  const path = findProgram('bwrap')
  const test = findProgram('test')
  if (path === null || test === null) {
    return {
      bwrap: null,
      detail: 'bubblewrap is not installed: install it (Debian: apt-get install bubblewrap).',
    }
  }
  let last: End | undefined
  for (const options of bwrapOptions) {
    const bwrap = { path, options }
    const command = sandboxCommand(
      { ...bare, bwrap },
      {
        program: test,
        args: () => ['!', '-e', '/etc/passwd'],
        input: null,
        outFolder: null,
        limits: trialLimits,
        patient: false,
        cpus: 1,
      },
    )
    last = await trial(command.argv)
    if (last.code === 0) return { bwrap, detail: 'bubblewrap: one file visible, no network, no privileges.' }
  }
  const words = last?.stderr.trim().split('\n').at(-1)?.slice(0, 200) || 'it gave no reason'
  return {
    bwrap: null,
    detail: `bubblewrap cannot make a sandbox here (${words}): allow user namespaces for this service.`,
  }
}

async function works(argv: [string, ...string[]]): Promise<string | null> {
  const path = findProgram(argv[0])
  if (path === null) return null
  return (await trial([path, ...argv.slice(1)])).code === 0 ? path : null
}

async function versionOf(ffmpeg: string): Promise<string | null> {
  const { stdout } = await trial([ffmpeg, '-version'])
  return /^ffmpeg version (\S+)/.exec(stdout)?.[1] ?? null
}

function trial(argv: string[]): Promise<End> {
  return runProcess({ argv, cwd: '/', answer: 65_536, signal: new AbortController().signal, ...trialLimits })
}
