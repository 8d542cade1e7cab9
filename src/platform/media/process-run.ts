import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Writable } from 'node:stream'

/** How a program ended. `stopped` says why it was ended from here, null when it ended by itself. */
export type End = {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  /** The last part, at most 8 kB. */
  stderr: string
  stopped: 'aborted' | 'time' | 'memory' | 'output' | null
}
export type Command = {
  /** Program and arguments. */
  argv: readonly string[]
  cwd: string
  wallSeconds: number
  /** Resident bytes of the process and all below it. */
  memory: number
  /** Bytes of stdout that are kept; more ends the program. Not counted when `line` or `bytes` takes them. */
  answer: number
  signal: AbortSignal
  /** Takes stdout line by line instead of keeping it. */
  line?: (text: string) => void
  /** Gets stdin, at once; without it there is none. What is written after the program's end is lost without an error. */
  feed?: (stdin: Writable) => void
  /** Takes stdout as it comes instead of keeping it. */
  bytes?: (chunk: Buffer) => void
}

/** Nothing of our own environment reaches a program that opens hostile files. */
const cleanEnvironment = { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', HOME: '/nonexistent' }
const graceMs = 1000
const memoryCheckMs = 250

/**
 * Runs a program as the leader of its own process group and resolves when it and everything that held its pipes is
 * gone. Never rejects but for a program that cannot be started (`ENOENT`, `EAGAIN`).
 */
export function runProcess(command: Command): Promise<End> {
  return new Promise((resolve, reject) => {
    if (command.signal.aborted) {
      resolve({ code: null, signal: null, stdout: '', stderr: '', stopped: 'aborted' })
      return
    }
    const [program, ...args] = command.argv
    const child = spawn(program!, args, {
      cwd: command.cwd,
      env: cleanEnvironment,
      detached: true,
      stdio: [command.feed ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    })
    let stopped: End['stopped'] = null
    let killer: NodeJS.Timeout | undefined
    const stop = (why: NonNullable<End['stopped']>) => {
      if (stopped !== null) return
      stopped = why
      signalLeaves(child.pid, 'SIGTERM')
      killer = setTimeout(() => {
        signalLeaves(child.pid, 'SIGKILL')
        killer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), graceMs)
      }, graceMs)
    }

    const kept: string[] = []
    let keptSize = 0
    if (command.feed && child.stdin) {
      // Its end is told by `close`.
      child.stdin.on('error', () => undefined)
      command.feed(child.stdin)
    }
    if (command.line) createInterface({ input: child.stdout! }).on('line', command.line)
    else if (command.bytes) child.stdout!.on('data', command.bytes)
    else {
      child.stdout!.setEncoding('utf8').on('data', (text: string) => {
        keptSize += text.length
        if (keptSize > command.answer) stop('output')
        else kept.push(text)
      })
    }
    let stderr = ''
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-8192)
    })

    const wall = setTimeout(() => stop('time'), Math.min(command.wallSeconds * 1000, 2 ** 31 - 1))
    const memory = setInterval(() => {
      if (residentBytes(child.pid) > command.memory) stop('memory')
    }, memoryCheckMs)
    const abort = () => stop('aborted')
    command.signal.addEventListener('abort', abort, { once: true })
    const settle = () => {
      clearTimeout(wall)
      clearInterval(memory)
      clearTimeout(killer)
      command.signal.removeEventListener('abort', abort)
    }

    child.once('error', (error) => {
      settle()
      reject(error)
    })
    child.once('close', (code, signal) => {
      settle()
      resolve({ code, signal, stdout: kept.join(''), stderr, stopped })
    })
  })
}

/** The innermost processes, so that those around them live to reap them and pass their end on; the group without any. */
function signalLeaves(pid: number | undefined, signal: NodeJS.Signals): void {
  const leaves = pid === undefined ? [] : leavesBelow(pid)
  if (leaves.length === 0) signalGroup(pid, signal)
  for (const leaf of leaves) send(leaf, signal)
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid !== undefined) send(-pid, signal)
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It is gone already.
  }
}

function leavesBelow(pid: number): number[] {
  return childrenOf(pid).flatMap((child) => {
    const leaves = leavesBelow(child)
    return leaves.length === 0 ? [child] : leaves
  })
}

/** Resident bytes of a process and all below it, 0 where /proc does not tell. */
function residentBytes(pid: number | undefined): number {
  if (pid === undefined) return 0
  const status = read(`/proc/${pid}/status`)
  const own = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024
  return childrenOf(pid).reduce((sum, child) => sum + residentBytes(child), own)
}

function childrenOf(pid: number): number[] {
  return read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number)
}

/** Empty for a process that is gone, and where there is no /proc. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
