import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export type FlvTag = { kind: 'video' | 'audio'; timestamp: number; body: Buffer }

/** The picture and sound tags of an FLV file: what an encoder would have sent over RTMP. */
export function flvTags(path: string): FlvTag[] {
  const file = readFileSync(path)
  const tags: FlvTag[] = []
  for (let at = 9 + 4; at + 11 <= file.length;) {
    const size = file.readUIntBE(at + 1, 3)
    const timestamp = file.readUIntBE(at + 4, 3) + file[at + 7]! * 2 ** 24
    const body = file.subarray(at + 11, at + 11 + size)
    const kind = file[at] === 9 ? 'video' : file[at] === 8 ? 'audio' : null
    if (kind) tags.push({ kind, timestamp, body: Buffer.from(body) })
    at += 11 + size + 4
  }
  return tags
}

/** A program's output; throws with what it complained about when it failed. */
export function run(program: string, args: readonly string[]): { stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 26 })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`)
  return { stdout, stderr }
}
