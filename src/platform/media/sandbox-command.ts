import { dirname } from 'node:path'
import type { Limits } from './budgets.ts'

/** Absolute paths of the programs around ffmpeg; null when this machine lacks one. */
export type Wrappers = {
  nice: string | null
  choom: string | null
  prlimit: string | null
  setpriv: string | null
  /** Null when it is missing or cannot make namespaces here. */
  bwrap: { path: string; options: readonly string[] } | null
}
export type Inside = {
  program: string
  /** Arguments, given the name that the input has inside. */
  args: (input: string) => readonly string[]
  input: string | null
  outFolder: string | null
  limits: Limits
  /** Long work that makes way for everything else. */
  patient: boolean
  cpus: number
}

/** Tried in this order: bubblewrap before 0.8 cannot forbid namespaces inside. */
export const bwrapOptions: readonly (readonly string[])[] = [['--unshare-user', '--disable-userns'], []]

/**
 * The whole command line: niced when it can wait, first to be killed when memory runs out, limited, dying with us; inside bubblewrap
 * only the program's own libraries, the one input (read-only) and the output folder exist. There is no /proc at all.
 */
export function sandboxCommand(wrappers: Wrappers, inside: Inside): { argv: string[]; cwd: string } {
  const argv = [...outer(wrappers, inside)]
  if (wrappers.bwrap === null) {
    if (wrappers.setpriv) argv.push(wrappers.setpriv, '--pdeathsig', 'KILL', '--no-new-privs')
    argv.push(inside.program, ...inside.args(inside.input === null ? '' : `file:${inside.input}`))
    return { argv, cwd: inside.outFolder ?? '/' }
  }
  argv.push(wrappers.bwrap.path, ...wrappers.bwrap.options, ...walls(inside))
  argv.push(inside.program, ...inside.args('file:/in'))
  return { argv, cwd: '/' }
}

function outer(wrappers: Wrappers, { limits, patient, cpus }: Inside): string[] {
  const argv: string[] = []
  if (wrappers.nice && patient) argv.push(wrappers.nice, '-n', '10')
  if (wrappers.choom) argv.push(wrappers.choom, '-n', '500', '--')
  if (wrappers.prlimit) {
    const cpuSeconds = Math.ceil(limits.wallSeconds * cpus)
    // Libraries and thread stacks reserve addresses that they never touch.
    const addresses = Math.ceil(limits.memory + 3 * 1024 ** 3)
    argv.push(wrappers.prlimit, `--cpu=${cpuSeconds}:${cpuSeconds + 5}`, `--as=${addresses}`)
    argv.push(`--fsize=${Math.ceil(limits.fileSize)}`, '--core=0', '--nofile=256')
  }
  return argv
}

function walls({ program, input, outFolder }: Inside): string[] {
  const identity = ['--uid', '65534', '--gid', '65534', '--hostname', 'media', '--cap-drop', 'ALL']
  const libraries = [...systemFolders, ...(program.startsWith('/usr/') ? [] : [dirname(program)])]
  return [
    ...namespaces,
    ...identity,
    ...libraries.flatMap((path) => ['--ro-bind-try', path, path]),
    ...devices,
    ...(input === null ? [] : ['--ro-bind', input, '/in']),
    ...(outFolder === null ? ['--chdir', '/'] : ['--bind', outFolder, '/out', '--chdir', '/out']),
    '--',
  ]
}

/** Without `--as-pid-1` bubblewrap leaves before its inner init is reaped: a zombie for each run where PID 1 is not an init. */
const namespaces = ['--unshare-all', '--as-pid-1', '--die-with-parent', '--new-session']
const devices = ['--dev', '/dev', '--tmpfs', '/tmp']
/** Programs and libraries. Debian finds some libraries through /etc/alternatives. */
const systemFolders = ['/usr', '/bin', '/lib', '/lib64', '/etc/ld.so.cache', '/etc/alternatives']
