import { readdirSync, readFileSync } from 'node:fs'

/** Process ids of everything that `pid` started and that still runs, itself not. */
export function programsOf(pid: number): number[] {
  const parents = new Map<number, number>()
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8')
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (state !== 'Z') parents.set(Number(entry), Number(parent))
    } catch {
      // Ended between the listing and the look.
    }
  }
  const found: number[] = []
  const look = (of: number) => {
    for (const [child, parent] of parents)
      if (parent === of) {
        found.push(child)
        look(child)
      }
  }
  look(pid)
  return found
}

export function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z'
  } catch {
    return false
  }
}
