import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { join as joinSpace, visitor } from './club.ts'
import { until } from '../../../../test/until.ts'
import { announceClip, type RealHouse, setUp, startHouse } from '../../../../test/uploads/start-house.ts'
import { tusCalls } from '../../../../test/uploads/tus-calls.ts'

describe('uploads to the whole house', () => {
  let folder: string
  let house: RealHouse
  let who: Record<string, string>
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'longhouse-house-'))
    house = await startHouse(folder)
    who = await setUp(house.origin)
  })
  afterEach(async () => {
    await house?.stop('SIGKILL')
    await rm(folder, { recursive: true })
  })

  const stateOf = async (id: string) => {
    const answer = await fetch(`${house.origin}/api/v1/spaces/hall/footage/${id}`, { headers: who })
    return ((await answer.json()) as { state: string }).state
  }

  it('survive kill -9 in the middle and a graceful stop, and end in a clip that is worked on', async () => {
    const bytes = randomBytes(9_000_000)
    const { id, state, upload } = await announceClip(house.origin, who, bytes.length)
    expect(state).toBe('uploading')
    let tus = tusCalls(house.origin, who)
    const first = await tus.patch(upload.url, 0, bytes.subarray(0, 3_000_000))
    expect(first.status).toBe(204)
    expect(first.headers).toMatchObject({
      'tus-resumable': '1.0.0',
      'upload-offset': '3000000',
      'x-request-id': expect.any(String),
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'self'"),
    })

    await house?.stop('SIGKILL')
    house = await startHouse(folder)
    who = { ...who, origin: house.origin }
    tus = tusCalls(house.origin, who)
    expect(await tus.offset(upload.url)).toBe(3_000_000)

    const sending = tus.begin(upload.url, 3_000_000, 6_000_000)
    await sending.send(bytes.subarray(3_000_000, 5_000_000))
    const stopping = house.stop('SIGTERM')
    expect((await sending.answer).status).toBe(204)
    expect((await stopping).code).toBe(0)

    house = await startHouse(folder)
    who = { ...who, origin: house.origin }
    tus = tusCalls(house.origin, who)
    const offset = await tus.offset(upload.url)
    expect(offset).toBeGreaterThanOrEqual(3_000_000)
    expect(await stateOf(id)).toBe('uploading')
    expect((await tus.patch(upload.url, offset, bytes.subarray(offset))).status).toBe(204)
    expect(await stateOf(id)).not.toBe('uploading')
  })

  it('end under the hands of a member who is removed, and keep what came', async () => {
    const owner = visitor(house.origin, who.cookie)
    const bob = await joinSpace(house.origin, owner, '/spaces/hall/footage', 'Bob')
    const { id, upload } = await announceClip(house.origin, { ...who, cookie: bob.cookie }, 1_000_000)
    const tus = tusCalls(house.origin, { ...who, cookie: bob.cookie })
    const sending = tus.begin(upload.url, 0, 1_000_000)
    await sending.send(randomBytes(300_000))
    const { body } = await owner.call('GET', '/spaces/hall/members')
    const { accountId } = body.items.find(({ name }: { name: string }) => name === 'Bob')
    await until(async () => {
      const clip = (await bob.call('GET', `/spaces/hall/footage/${id}`)).body
      return clip.upload?.offset > 0
    })
    expect((await owner.call('DELETE', `/spaces/hall/members/${accountId}`)).status).toBe(204)
    const stopped = await sending.answer
    expect([stopped.status, JSON.parse(stopped.body).code]).toEqual([403, 'not-a-member'])
    sending.cut()
    const again = await tus.patch(upload.url, 300_000, randomBytes(700_000))
    expect([again.status, JSON.parse(again.body).code]).toEqual([403, 'not-a-member'])
    expect((await owner.call('GET', `/spaces/hall/footage/${id}`)).body.state).toBe('uploading')
  })

  it('are closed to those who are not signed in, to other sites and to bad requests', async () => {
    const { upload } = await announceClip(house.origin, who, 10)
    const guest = tusCalls(house.origin)
    expect((await guest.head(upload.url)).status).toBe(401)
    expect((await guest.patch(upload.url, 0, randomBytes(10))).status).toBe(401)
    const elsewhere = tusCalls(house.origin, { ...who, origin: 'https://evil.example' })
    expect((await elsewhere.patch(upload.url, 0, randomBytes(10))).status).toBe(403)
    const tus = tusCalls(house.origin, who)
    for (const [answer, status, code] of [
      [await tus.patch(upload.url, 3, randomBytes(7)), 409, 'wrong-offset'],
      [await tus.patch(upload.url, 'x', randomBytes(10)), 400, 'bad-upload-request'],
      [await tus.patch(upload.url, 0, randomBytes(11)), 413, 'past-upload-length'],
      [await tus.patch('/uploads/..%2f..%2fsecret.key', 0, randomBytes(1)), 400, 'invalid-input'],
    ] as const)
      expect([answer.status, JSON.parse(answer.body)]).toMatchObject([
        status,
        { status, code, requestId: expect.any(String) },
      ])
    const options = await guest.options(upload.url)
    expect(options).toMatchObject({ status: 204, headers: { 'tus-version': '1.0.0' } })
    expect(await tus.offset(upload.url)).toBe(0)
  })
})
