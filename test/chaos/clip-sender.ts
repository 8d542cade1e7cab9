import { execFileSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { h264, picture, sound } from '../media/made.ts'
import { until } from '../until.ts'
import type { Ledger } from './ledger.ts'
import type { Visitor } from './visitor.ts'

type Clip = {
  id: string
  title: string
  state: 'uploading' | 'processing' | 'ready' | 'failed'
  playback: { hls: string; original: string } | null
  failure?: { code: string; message: string }
  upload?: { url: string; offset: number }
  code?: string
}

const chunkBytes = 64 * 1024
/** Clips on their way at once: the machine of a test encodes slowly. */
const mostUnfinished = 2
const betweenLooks = 500

/** Two seconds with sound, some hundred kilobytes. */
export function makeClip(folder: string): Buffer {
  const file = join(folder, 'clip.mp4')
  const noise = ['-vf', 'noise=alls=40:allf=t']
  const inputs = [...picture('320x240', 25), ...sound()]
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...inputs, ...noise, ...h264, '-c:a', 'aac', '-t', '2', file])
  return readFileSync(file)
}

/** Sends clips in chunks until stopped, each with bytes of its own; goes on where the house says that it is. */
export async function sendClips(
  visitor: Visitor,
  ledger: Ledger,
  source: Buffer,
  stopping: AbortSignal,
): Promise<void> {
  for (let n = 1; !stopping.aborted; n++) {
    // What stands after the last box of an MP4 is nobody's: another file, the same film.
    const bytes = Buffer.concat([source, Buffer.from(randomUUID())])
    const title = `Clip ${n} of ${randomUUID()}`
    const clip = await announce(visitor, title, bytes.length)
    await send(visitor, ledger, clip, bytes)
    ledger.clips.set(clip.id, { title, sha256: digest(bytes) })
    do await pause(betweenLooks)
    while (!stopping.aborted && (await unfinished(visitor)) >= mostUnfinished)
  }
}

async function announce(visitor: Visitor, title: string, size: number): Promise<Clip> {
  const answer = await visitor.insist<Clip>('POST', `${visitor.space}/footage`, {
    body: { title, visibility: 'members', file: { name: 'clip.mp4', size, type: 'video/mp4' } },
    headers: { 'idempotency-key': randomUUID() },
  })
  if (answer.status === 201) return answer.body
  const found =
    answer.body.code === 'answer-lost' && (await allClips(visitor)).find((one) => one.title === title)
  if (!found) throw new Error(`a clip was answered with ${answer.status} ${JSON.stringify(answer.body)}`)
  return (await visitor.insist<Clip>('GET', `${visitor.space}/footage/${found.id}`)).body
}

/** An offset that was acknowledged is never taken back. */
async function send(visitor: Visitor, ledger: Ledger, clip: Clip, bytes: Buffer): Promise<void> {
  const { url } = clip.upload!
  const tus = { 'tus-resumable': '1.0.0' }
  let acknowledged = 0
  while (acknowledged < bytes.length) {
    const head = await visitor.insist('HEAD', url, { headers: tus })
    if (head.status !== 200) {
      // The last chunk arrived, its answer did not, and the session of the upload is over.
      const { body } = await visitor.insist<Clip>('GET', `${visitor.space}/footage/${clip.id}`)
      if (body.state !== 'uploading') return
      throw new Error(`an upload in the state ${body.state} answered ${head.status}`)
    }
    const offset = Number(head.headers.get('upload-offset'))
    if (offset < acknowledged)
      ledger.lost.push(`${clip.title}: ${acknowledged} bytes were kept, ${offset} are there`)
    acknowledged = offset
    while (acknowledged < bytes.length) {
      const answer = await visitor
        .ask('PATCH', url, {
          bytes: bytes.subarray(acknowledged, acknowledged + chunkBytes),
          headers: {
            ...tus,
            'content-type': 'application/offset+octet-stream',
            'upload-offset': String(acknowledged),
          },
        })
        .catch(() => null)
      if (answer?.status !== 204) break
      acknowledged = Number(answer.headers.get('upload-offset'))
    }
    if (acknowledged < bytes.length) await pause(100)
  }
}

/** Waits until every clip that was sent can be watched; then looks at each of them. */
export async function checkClips(visitor: Visitor, ledger: Ledger, seconds: number): Promise<void> {
  await until(async () => (await unfinished(visitor)) === 0, { seconds, what: 'every clip being encoded' })
  const all = await allClips(visitor)
  for (const [id, { title, sha256 }] of ledger.clips) {
    const called = all.filter((one) => one.title === title)
    if (called.length === 0) ledger.lost.push(`${title} is in no list`)
    if (called.length > 1) ledger.doubled.push(`${title} is there ${called.length} times`)
    const { body: clip } = await visitor.insist<Clip>('GET', `${visitor.space}/footage/${id}`)
    if (clip.state !== 'ready' || !clip.playback) {
      ledger.lost.push(`${title} is ${clip.state}: ${clip.failure?.message ?? ''}`)
      continue
    }
    const original = await bytesAt(visitor, clip.playback.original)
    if (digest(original) !== sha256) ledger.lost.push(`${title} is not the file that was sent`)
    await play(visitor, ledger, title, clip.playback.hls)
  }
  await checkJobs(visitor, ledger)
}

/** Every list and every file that the playlist leads to is there. */
async function play(visitor: Visitor, ledger: Ledger, title: string, hls: string): Promise<void> {
  const lists = [hls]
  for (const list of lists) {
    const text = (await bytesAt(visitor, list)).toString()
    if (!text.startsWith('#EXTM3U')) ledger.lost.push(`${title}: no playlist at ${list}`)
    for (const name of namesIn(text)) {
      const path = new URL(name, new URL(list, 'http://house')).href.slice('http://house'.length)
      if (/\.m3u8/.test(path)) lists.push(path)
      else if ((await bytesAt(visitor, path)).length === 0) ledger.lost.push(`${title}: nothing at ${path}`)
    }
  }
}

const namesIn = (playlist: string): string[] => [
  ...playlist.split('\n').filter((line) => line !== '' && !line.startsWith('#')),
  ...[...playlist.matchAll(/URI="([^"]+)"/g)].map(([, name]) => name!),
]

/** One job of each type for each clip, and each of them done. */
async function checkJobs(visitor: Visitor, ledger: Ledger): Promise<void> {
  type Job = {
    type: string
    state: string
    subjectId: string | null
    parentId: string | null
    reason: string | null
  }
  const seen = new Set<string>()
  let cursor: string | null = ''
  while (cursor !== null) {
    const from: string = cursor && `&cursor=${encodeURIComponent(cursor)}`
    const { body } = await visitor.insist<{ items: Job[]; nextCursor: string | null }>(
      'GET',
      `${visitor.space}/jobs?limit=100${from}`,
    )
    for (const job of body.items.filter(({ subjectId }) => ledger.clips.has(subjectId ?? ''))) {
      const key = `${job.type} of ${job.subjectId}`
      if (seen.has(key) && job.parentId === null) ledger.doubled.push(`${key} is there twice`)
      seen.add(key)
      if (job.state === 'failed') ledger.lost.push(`${key} failed: ${job.reason}`)
    }
    cursor = body.nextCursor
  }
}

async function bytesAt(visitor: Visitor, path: string): Promise<Buffer> {
  const { status, body } = await visitor.insist<Buffer>('GET', path, { seconds: 30 })
  return status === 200 ? body : Buffer.alloc(0)
}

const unfinished = async (visitor: Visitor) =>
  (await Promise.all([allClips(visitor, '&state=uploading'), allClips(visitor, '&state=processing')])).flat()
    .length

async function allClips(visitor: Visitor, filter = ''): Promise<Clip[]> {
  const items: Clip[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const from: string = cursor && `&cursor=${encodeURIComponent(cursor)}`
    const { body } = await visitor.insist<{ items: Clip[]; nextCursor: string | null }>(
      'GET',
      `${visitor.space}/footage?limit=100${filter}${from}`,
    )
    items.push(...body.items)
    cursor = body.nextCursor
  }
  return items
}

const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
