import { request } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { setUp, startHouse } from '../../../../test/uploads/start-house.ts'
import { until } from '../../../../test/until.ts'
import type { Page, Problem } from '../../../contract/shapes.ts'
import { mostBody, type Note, type NoteSummary } from '../contract/note.ts'
import { type Writer, writer } from './writers.ts'

let folder: string
let house: Awaited<ReturnType<typeof startHouse>>
let headers: Record<string, string>
let who: Writer
const notes = '/spaces/hall/notes'

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-notes-'))
  house = await startHouse(folder, { RATE_LIMIT: '1000000' })
  headers = await setUp(house.origin)
  who = writer(house.origin, headers)
})
afterAll(async () => {
  await house?.stop('SIGTERM')
  await rm(folder, { recursive: true, force: true })
})

const write = async (input: object = {}) =>
  (await who.call<Note>('POST', notes, { title: 'A note', body: 'Words', ...input })).body
const refused = async (method: string, path: string, body?: unknown, ifMatch?: number) => {
  const { status, body: problem } = await who.call<Problem>(method, path, body, ifMatch)
  return `${status} ${problem.code}`
}

describe('a note that cannot be', () => {
  test.each([
    ['too long', { title: '', body: 'x'.repeat(mostBody + 1) }, '400 invalid-input'],
    [
      'with ten thousand tags',
      { title: '', body: '', tags: Array.from({ length: 10_000 }, (_, at) => `t${at}`) },
      '400 invalid-input',
    ],
    ['with a tag of two', { title: '', body: '', tags: ['a,b'] }, '400 invalid-input'],
    ['with an author of its own', { title: '', body: '', author: 'me' }, '400 invalid-input'],
    ['public', { title: '', body: '', visibility: 'public' }, '400 invalid-input'],
    ['without a body', { title: '' }, '400 invalid-input'],
    ['a list', [], '400 invalid-input'],
  ])('%s', async (_, input, answer) => {
    expect(await refused('POST', notes, input)).toBe(answer)
  })
})

test('ten megabytes are refused before they are read', async () => {
  const text = JSON.stringify({ title: '', body: 'x'.repeat(10_000_000) })
  const status = await new Promise((resolve, reject) => {
    const asked = request(`${house.origin}/api/v1${notes}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'content-length': text.length },
    })
    let answered = false
    asked.on('response', (answer) => {
      answered = true
      answer.resume()
      resolve(answer.statusCode)
    })
    // The house hangs up on the rest.
    asked.on('error', (error) => answered || reject(error))
    asked.flushHeaders()
    asked.write(text.slice(0, 1000))
  })
  expect(status).toBe(413)
})

test('the largest note there can be is kept to the letter', async () => {
  const body = '😀é[[x]]\n'
    .repeat(mostBody / 10)
    .slice(0, mostBody)
    .toWellFormed()
  const note = await write({ body, tags: Array.from({ length: 100 }, (_, at) => `t${at}`) })
  expect(note.body === body).toBe(true)
  expect(note.tags).toHaveLength(100)
})

test('saves without a version, with another’s, and of nothing', async () => {
  const { id } = await write()
  const path = `${notes}/${id}`
  expect(await refused('PATCH', path, { title: 'x' })).toBe('428 version-needed')
  expect(await refused('PATCH', path, {}, 1)).toBe('400 invalid-input')
  const saved = await fetch(`${house.origin}/api/v1${path}`, {
    method: 'PATCH',
    headers: { ...headers, 'content-type': 'application/json', 'if-match': '"1"' },
    body: JSON.stringify({ title: 'First' }),
  })
  expect(saved.headers.get('etag')).toBe('"2"')
  const late = await who.call<Problem>('PATCH', path, { title: 'Second' }, 1)
  expect(late).toMatchObject({
    status: 412,
    body: { code: 'changed-meanwhile', errors: [{ path: 'version', message: '2' }] },
  })
  expect(await refused('GET', `${path}/revisions/99`)).toBe('404 not-found')
  expect(await refused('GET', `${path}/revisions/0`)).toBe('400 invalid-input')
})

test('lists asked for with anything', async () => {
  const { id } = await write()
  for (const query of [
    'cursor=x',
    'cursor=x.y',
    'limit=0',
    'limit=101',
    'author=me',
    'before=yesterday',
    'archived=maybe',
    'unknown=1',
    'deleted=true&q=x',
    `q=${'x'.repeat(401)}`,
  ])
    expect({ query, status: (await who.call('GET', `${notes}?${query}`)).status }).toEqual({
      query,
      status: 400,
    })
  for (const path of [`${notes}/${id}/backlinks?cursor=x`, `${notes}/${id}/revisions?cursor=x`])
    expect(await refused('GET', path)).toBe('400 bad-cursor')
  for (const time of ['2016-12-31T23:59:60Z', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z'])
    for (const name of ['before', 'after'])
      for (const more of ['', '&q=words'])
        expect((await who.call('GET', `${notes}?${name}=${time}${more}`)).status).toBe(200)
  for (const q of [
    '"',
    '(',
    '*',
    'AND OR NOT',
    'tag:',
    'in:archive',
    '\u0000',
    "'; drop table notes",
    '😀',
    '-',
    '%',
  ])
    expect((await who.call('GET', `${notes}?q=${encodeURIComponent(q)}`)).status).toBe(200)
  expect(
    (await who.call<Page<NoteSummary>>('GET', `${notes}?tag=${encodeURIComponent('…')}`)).body.items,
  ).toEqual([])
})

test('a page goes on while notes are added, and shows none twice', async () => {
  for (let at = 0; at < 6; at += 1) await write({ tags: ['run'] })
  const first = (await who.call<Page<NoteSummary>>('GET', `${notes}?tag=run&limit=3`)).body
  await write({ tags: ['run'] })
  const second = (
    await who.call<Page<NoteSummary>>('GET', `${notes}?tag=run&limit=3&cursor=${first.nextCursor}`)
  ).body
  expect(new Set([...first.items, ...second.items].map((note) => note.id)).size).toBe(6)
  expect(await refused('GET', `${notes}?tag=other&limit=3&cursor=${first.nextCursor}`)).toBe('400 bad-cursor')
})

test('who watches hears ids and versions of what is for their eyes, and of what no longer is', async () => {
  const leaving = new AbortController()
  const member = await invite('Mia')
  const answer = await fetch(`${house.origin}/api/v1/spaces/hall/notes-events`, {
    headers: member,
    signal: leaving.signal,
  })
  let heard = ''
  const listening = (async () => {
    const decoder = new TextDecoder()
    for await (const chunk of answer.body!) heard += decoder.decode(chunk as Uint8Array, { stream: true })
  })().catch(() => {})
  const hidden = await write({ visibility: 'private' })
  const open = await write({ body: 'A secret in the text' })
  await who.call('PATCH', `${notes}/${open.id}`, { visibility: 'private' }, 1)
  const last = await write()
  await until(() => heard.includes(last.id))
  leaving.abort()
  await listening
  expect(heard).not.toContain(hidden.id)
  expect(heard).not.toContain('secret')
  const events = heard.split('\n').filter((line) => /^(event|data):/.test(line))
  expect(events).toEqual([
    `data: {"id":"${open.id}","version":1}`,
    'event: gone',
    `data: {"id":"${open.id}","version":2}`,
    `data: {"id":"${last.id}","version":1}`,
  ])
})

/** Another member, by an invitation; their headers. */
async function invite(name: string): Promise<Record<string, string>> {
  const made = await who.call<{ url: string }>('POST', '/spaces/hall/invitations', { role: 'member' })
  const answer = await fetch(`${house.origin}/api/v1/memberships`, {
    method: 'POST',
    headers: { origin: house.origin, 'content-type': 'application/json' },
    body: JSON.stringify({
      token: made.body.url.split(/[/#=]/).at(-1),
      account: { name, email: `${name.toLowerCase()}@example.org`, password: 'a long enough password' },
    }),
  })
  const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0])
  return { cookie: cookie.join('; '), origin: house.origin }
}
