import { readFileSync } from 'node:fs'

/** Seconds of CPU that a process has used so far, in all its threads. Linux counts them in hundredths. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

export const residentMegabytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1000

/** The same of a process and of those that it has started and that live: nginx and its workers, PostgreSQL and its backends. */
export function familyCpuSeconds(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
  return [pid, ...children.map(Number)].reduce((sum, one) => sum + (cpuOf(one) ?? 0), 0)
}

/** null for one that has ended meanwhile. */
function cpuOf(pid: number): number | null {
  try {
    return cpuSeconds(pid)
  } catch {
    return null
  }
}
