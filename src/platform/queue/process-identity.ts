import { randomBytes } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * Names a worker so that others on the same machine can see at once whether it still lives:
 * `<boot>/<namespace>/<pid>/<start>/<nonce>`. The kernel's boot id and the pid namespace (a container has its own pids) name the
 * machine; the start time tells a process from a later one with the same pid.
 */
export const newOwner = (): string =>
  [machine(), process.pid, startOf(process.pid) ?? 0, randomBytes(6).toString('hex')].join('/')

/** True only when it is certain: the owner ran on this machine, and that process is not there any more. */
export function isGone(owner: string): boolean {
  const [boot, namespace, pid, start] = owner.split('/')
  if (`${boot}/${namespace}` !== machine()) return false
  const now = startOf(Number(pid))
  return now === null || String(now) !== start
}

function machine(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot}/${readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')}`
  } catch {
    return `${hostname().replaceAll('/', '-')}/0`
  }
}

/** Clock ticks after boot at which the process started, null when it is not there; 0 where /proc is not. */
function startOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold anything, so fields are counted from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? null : Number(fields[19])
  } catch {
    return process.platform !== 'linux' && signalReaches(pid) ? 0 : null
  }
}

function signalReaches(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
