import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

export type Answer = { code: number | null; out: string; err: string }

const script = new URL('../../src/cli/longhouse.ts', import.meta.url).pathname

/**
 * `longhouse …` as a person runs it, over `dataDir`. `wrapped` stands before the command: a program that changes the machine it
 * sees; `uid` is who runs it.
 */
export async function runCli(
  args: readonly string[],
  options: {
    dataDir: string
    env?: Record<string, string>
    stdin?: string
    uid?: number
    wrapped?: readonly string[]
  },
): Promise<Answer> {
  const { dataDir, env = {}, stdin = '', uid, wrapped = [] } = options
  const [program, ...rest] = [...wrapped, process.execPath, script, ...args] as [string, ...string[]]
  const child = spawn(program, rest, {
    env: { PATH: process.env.PATH, DATA_DIR: dataDir, HOST: '127.0.0.1', ...env },
    stdio: 'pipe',
    ...(uid !== undefined && { uid, gid: uid }),
  })
  child.stdin.end(stdin)
  const gone = once(child, 'exit') as Promise<[number | null]>
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: (await gone)[0], out, err }
}
