import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs'

export type CpuShare = { lift(): void }

const periodMicroseconds = 10_000
/** The group's weight against everything else on the machine, the most there is: what it may have it also gets. */
const weight = { v1: '262144', v2: '10000' }

/**
 * Lets a process and its threads have no more than `cores` of CPU, so that on a small machine what asks and what answers do not take it
 * from each other. null where this machine does not allow it.
 */
export function limitCpu(pid: number, cores: number): CpuShare | null {
  const first = '/sys/fs/cgroup/cpu'
  const v1 = existsSync(first)
  const group = `${v1 ? first : '/sys/fs/cgroup'}/longhouse-bench-${pid}`
  const quota = String(Math.round(periodMicroseconds * cores))
  // A bench may run before everything else on the machine (`chrt`): such processes have no share.
  spawnSync('chrt', ['--all-tasks', '--other', '--pid', '0', String(pid)])
  try {
    mkdirSync(group)
    if (v1) {
      writeFileSync(`${group}/cpu.cfs_period_us`, String(periodMicroseconds))
      writeFileSync(`${group}/cpu.cfs_quota_us`, quota)
      writeFileSync(`${group}/cpu.shares`, weight.v1)
    } else {
      writeFileSync(`${group}/cpu.weight`, weight.v2)
      writeFileSync(`${group}/cpu.max`, `${quota} ${periodMicroseconds}`)
    }
    writeFileSync(`${group}/cgroup.procs`, String(pid))
    if (v1) for (const thread of readdirSync(`/proc/${pid}/task`)) writeFileSync(`${group}/tasks`, thread)
  } catch {
    remove(group)
    return null
  }
  return { lift: () => remove(group) }
}

/** Only an empty group goes: after its process has ended. */
function remove(group: string): void {
  try {
    rmdirSync(group)
  } catch {
    // It never was, or still holds a process that is about to end.
  }
}
