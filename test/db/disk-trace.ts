/** What a process did to its files, in order, read from the output of `strace -f -y -xx`. */
export type DiskEvent =
  | { kind: 'write'; path: string; offset: number; bytes: Buffer }
  | { kind: 'truncate'; path: string; size: number }
  /** `sync` is the number of this sync; what was written before `sync-begins` is on disk at `sync-ends`. */
  | { kind: 'sync-begins'; path: string; sync: number; thread: number }
  | { kind: 'sync-ends'; path: string; sync: number }
  /** On standard output; empty when it was written elsewhere. */
  | { kind: 'said'; text: string }

export const tracedCalls = 'pwrite64,write,ftruncate,fsync,fdatasync'

/** Throws on a call that failed: then the disk and not the program was at fault. */
export function readTrace(text: string): DiskEvent[] {
  const events: DiskEvent[] = []
  const open = new Map<number, { call: string; sync: number }>()
  let syncs = 0
  for (const line of text.split('\n')) {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? []
    const pid = Number(thread)
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest)
    const begun = resumed ? open.get(pid) : { call: rest, sync: ++syncs }
    if (!begun || !/^(pwrite64|write|ftruncate|fsync|fdatasync)\(/.test(begun.call)) continue
    const { call, sync } = begun
    const path = decode(/^\w+\(\d+<([^>]*)>/.exec(call)?.[1] ?? '').toString()
    const isSync = /^fd?a?t?a?sync\(/.test(call)
    if (!resumed && isSync) events.push({ kind: 'sync-begins', path, sync, thread: pid })
    if (rest.endsWith('<unfinished ...>')) {
      open.set(pid, begun)
      continue
    }
    open.delete(pid)
    const result = Number(/= (-?\d+)[^=]*$/.exec(rest)?.[1])
    if (result < 0) throw new Error(`a traced call failed: ${line.slice(0, 200)}`)
    if (isSync) events.push({ kind: 'sync-ends', path, sync })
    else events.push(change(call, path, result))
  }
  return events
}

function change(call: string, path: string, result: number): DiskEvent {
  if (call.startsWith('ftruncate(')) return { kind: 'truncate', path, size: Number(/, (\d+)/.exec(call)![1]) }
  const bytes = decode(/"([^"]*)"/.exec(call)![1]!).subarray(0, result)
  if (call.startsWith('write('))
    return { kind: 'said', text: call.startsWith('write(1<') ? bytes.toString() : '' }
  const offset = Number(/"(?:\.\.\.)?, \d+, (\d+)/.exec(call)![1])
  if (bytes.length < result) throw new Error('strace has cut a write short')
  return { kind: 'write', path, offset, bytes }
}

const decode = (hex: string) => Buffer.from(hex.replaceAll(String.raw`\x`, ''), 'hex')
