import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Config } from '#platform/config/config.ts'
import { findProgram } from '#platform/media/find-program.ts'
import { openMedia } from '#platform/media/open-media.ts'
import { openLog } from '#platform/observability/open-log.ts'
import { openMetrics } from '#platform/observability/open-metrics.ts'
import type { Finding } from '#platform/doctor/finding.ts'
import { listenFault } from './listen-fault.ts'

const run = promisify(execFile)

export async function runtime(): Promise<Finding[]> {
  const major = Number(process.versions.node.split('.')[0])
  const young = major >= 24
  return [
    {
      name: 'Node',
      state: young ? 'well' : 'ill',
      found: process.version,
      ...(young
        ? {}
        : { mend: 'Start through npm (`npm start`), which brings Node 24, or install Node 24.' }),
    },
  ]
}

const needed = [
  { program: 'ffmpeg', args: ['-version'], pkg: 'ffmpeg', loss: 'clips cannot be processed' },
  { program: 'ffprobe', args: ['-version'], pkg: 'ffmpeg', loss: 'clips cannot be read' },
  {
    program: 'bwrap',
    args: ['--version'],
    pkg: 'bubblewrap',
    loss: 'uploaded media is opened without a sandbox',
  },
  { program: 'perl', args: ['-e', 'print "perl $^V\n"'], pkg: 'perl', loss: 'some metadata cannot be read' },
]

export function programs(): Promise<Finding[]> {
  return Promise.all(
    needed.map(async ({ program, args, pkg, loss }): Promise<Finding> => {
      const path = findProgram(program)
      const answer = path && (await run(path, args, { timeout: 10_000 }).catch(() => null))
      if (answer) return { name: program, state: 'well', found: answer.stdout.split('\n')[0]!.slice(0, 60) }
      return {
        name: program,
        state: program === 'perl' ? 'weak' : 'ill',
        found: `${path ? `${path} does not run` : 'not found'}: ${loss}`,
        mend: `sudo apt-get install ${path ? '--reinstall ' : ''}${pkg}`,
      }
    }),
  )
}

export async function sandbox(config: Config): Promise<Finding[]> {
  const { strong, detail } = await openMedia({ log: openLog(config), metrics: openMetrics() }).sandbox()
  return [
    {
      name: 'sandbox',
      state: strong ? 'well' : 'weak',
      found: detail,
      ...(strong
        ? {}
        : {
            mend: 'Install bubblewrap and allow user namespaces (sysctl kernel.unprivileged_userns_clone=1).',
          }),
    },
  ]
}

export async function ports(config: Config): Promise<Finding[]> {
  const code = await listenFault(config.port, config.host)
  if (code === null) return [{ name: `port ${config.port}`, state: 'well', found: 'free' }]
  const here = code === 'EADDRINUSE' && (await answersAsLonghouse(config.port))
  if (here) return [{ name: `port ${config.port}`, state: 'well', found: 'Longhouse is running there' }]
  const mend =
    code === 'EADDRINUSE'
      ? `Another program listens there: set PORT to a free one, or see who it is with \`ss -ltnp | grep ${config.port}\`.`
      : `Set PORT above 1023 and HOST to an address of this machine.`
  return [{ name: `port ${config.port}`, state: 'ill', found: `cannot be used (${code})`, mend }]
}

async function answersAsLonghouse(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/livez`, { signal: AbortSignal.timeout(2000) })
    return answer.ok
  } catch {
    return false
  }
}
