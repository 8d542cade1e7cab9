import { spawnSync } from 'node:child_process'

/** Ports of the loopback whose packets the kernel throws away: nobody is told that the line is cut. */
export type Cuts = {
  /** Resolves to the way back. */
  cut(ports: readonly number[]): () => void
  /** Every line is whole again. */
  close(): void
}

const prefix = 'longhouse_chaos_'

/** A table of rules of this process alone. What a test that was killed left behind is taken away first. Needs root and nftables. */
export function openCuts(): Cuts {
  for (const [, name, pid] of nft('list tables').matchAll(/inet (longhouse_chaos_(\d+))/g))
    if (!lives(Number(pid))) nft(`delete table inet ${name}`)
  const table = `inet ${prefix}${process.pid}`
  nft(`add table ${table}`)
  nft(`add chain ${table} cuts { type filter hook input priority 0; }`)
  for (const direction of ['dport', 'sport'])
    nft(
      `add set ${table} ${direction} { type inet_service; }`,
      `add rule ${table} cuts iif lo tcp ${direction} @${direction} drop`,
    )
  const change = (verb: 'add' | 'delete', ports: readonly number[]) => {
    for (const direction of ['dport', 'sport'])
      nft(`${verb} element ${table} ${direction} { ${ports.join(', ')} }`)
  }
  const close = () => {
    process.off('exit', close)
    nft(`delete table ${table}`)
  }
  process.on('exit', close)
  return {
    cut(ports) {
      change('add', ports)
      return () => change('delete', ports)
    },
    close,
  }
}

function nft(...commands: string[]): string {
  const { status, stdout, stderr } = spawnSync('nft', ['-f', '-'], {
    input: commands.join('\n'),
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`nft: ${stderr}`)
  return stdout
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
