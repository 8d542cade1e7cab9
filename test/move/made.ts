import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { until } from '../until.ts'

export type Member = { origin: string; cookie: string }

/** One request of a member; the answer's body. Throws anything but a success. */
export async function ask<A>(
  { origin, cookie }: Member,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<A> {
  const answer = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: {
      origin,
      cookie,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`)
  return (text === '' ? null : JSON.parse(text)) as A
}

const texts = [
  'A plain note about the drive over the pass.',
  'Accents: Zürich, señor, naïve, e\u0301; 👩‍👩‍👧‍👦 🛖 𝕏 \u202E \uFFFD',
  `Signs of SQL and JSON: '; drop table notes; -- {"a": [1e308, 0.1]} \\N \\u0000 $1 ? %s`,
  '',
  '## Long\n\n'.padEnd(200_000, 'ünï '),
]

/** Puts a house to use: notes with tags, versions, links and odd texts, one archived, one in the trash; a film with a comment. */
export async function putToUse(who: Member, folder: string): Promise<void> {
  const notes = '/spaces/hall/notes'
  for (const [n, body] of texts.entries()) {
    const note = await ask<{ id: string; version: number }>(who, 'POST', notes, {
      title: `Note ${n} é`,
      body,
      tags: ['Pass', `t${n}`],
      pinned: n === 1,
      visibility: n === 2 ? 'private' : 'members',
    })
    await ask(
      who,
      'PATCH',
      `${notes}/${note.id}`,
      { body: `${body} and [[Note 0 é]]` },
      { 'if-match': '"1"' },
    )
    if (n === 3) await ask(who, 'PATCH', `${notes}/${note.id}`, { archived: true }, { 'if-match': '"2"' })
  }
  const file = await film(join(folder, 'film.mp4'))
  const clip = await ask<{ id: string; upload: { url: string } }>(who, 'POST', '/spaces/hall/footage', {
    title: 'Fog on the Brücke',
    visibility: 'members',
    tags: ['Fog'],
    file: { name: 'film.mp4', size: file.length, type: 'video/mp4' },
  })
  const sent = await fetch(new URL(clip.upload.url, who.origin), {
    method: 'PATCH',
    headers: {
      ...who,
      'tus-resumable': '1.0.0',
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
    },
    body: new Uint8Array(file),
  })
  if (sent.status !== 204) throw new Error(`the film was answered ${sent.status}`)
  const path = `/spaces/hall/footage/${clip.id}`
  await ask(who, 'POST', `${path}/comments`, { body: 'Mind the 🦌!', at: 0.1 })
  await until(async () => (await ask<{ state: string }>(who, 'GET', path)).state === 'ready', {
    seconds: 60,
    what: 'the film',
  })
}

async function film(path: string): Promise<Buffer> {
  const picture =
    '-f lavfi -i testsrc2=s=426x240:r=30 -t 2 -c:v libx264 -preset ultrafast -g 30 -pix_fmt yuv420p'
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', ...picture.split(' '), path])
  return readFile(path)
}
