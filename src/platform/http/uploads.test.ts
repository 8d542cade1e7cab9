import { randomBytes } from 'node:crypto'
import { readdir, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { until } from '../../../test/until.ts'
import { accountId, openUploadHouse, spaceId, type UploadHouse } from '../../../test/uploads/upload-house.ts'
import { newId } from '../ids.ts'
import { keptFree, soleHold } from '../storage/storage.ts'

const day = 24 * 3600

describe('uploads', () => {
  let house: UploadHouse
  beforeAll(async () => {
    house = await openUploadHouse({ maxUploadSize: 1e12 })
  })
  beforeEach(() => house.reset())
  afterAll(() => house.close())

  const incoming = () => readdir(join(house.root, '.aside/incoming'))

  it('take a file in one go and hand it to its owner once', async () => {
    const bytes = randomBytes(3_000_000)
    const { url, subjectId, key } = await house.create(bytes.length)
    expect(url).toMatch(/^\/uploads\/[0-9a-f-]{36}$/)
    expect(await house.uploads.offset(subjectId)).toBe(0)
    const answer = await house.tus.patch(url, 0, bytes)
    expect([answer.status, answer.headers['upload-offset'], answer.headers['tus-resumable']]).toEqual([
      204,
      '3000000',
      '1.0.0',
    ])
    expect(answer.headers['x-part-of-the-house']).toBe('yes')
    expect(house.told).toEqual([`finished ${subjectId} ${key} 3000000`])
    expect((await house.stored(key)).equals(bytes)).toBe(true)
    expect(await incoming()).toEqual([])
    expect(await house.uploads.offset(subjectId)).toBeNull()
  })

  it('go on where they stopped, and tell what they know', async () => {
    const bytes = randomBytes(1000)
    const { url, subjectId, key } = await house.create(1000)
    const before = await house.tus.head(url)
    expect(before).toMatchObject({
      status: 200,
      headers: {
        'upload-offset': '0',
        'upload-length': '1000',
        'cache-control': 'no-store',
        'tus-resumable': '1.0.0',
      },
    })
    expect(before.headers['upload-metadata']).toContain(
      `filename ${Buffer.from('Fähre.mp4').toString('base64')}`,
    )
    expect((await house.tus.patch(url, 0, bytes.subarray(0, 300))).headers['upload-offset']).toBe('300')
    expect((await house.tus.patch(url, 300, Buffer.alloc(0))).headers['upload-offset']).toBe('300')
    expect(await house.uploads.offset(subjectId)).toBe(300)
    expect(await house.tus.offset(url)).toBe(300)
    await house.tus.patch(url, 300, bytes.subarray(300))
    expect((await house.stored(key)).equals(bytes)).toBe(true)
  })

  it('still answer a client that lost the last answer, for 7 days', async () => {
    const { url } = await house.create(10)
    await house.tus.patch(url, 0, randomBytes(10))
    expect(await house.tus.offset(url)).toBe(10)
    expect((await house.tus.patch(url, 10, Buffer.alloc(0))).status).toBe(204)
    expect(problem(await house.tus.patch(url, 0, randomBytes(10)))).toEqual([409, 'wrong-offset'])
    house.clock.skip(6.9 * day)
    expect(await house.tus.offset(url)).toBe(10)
    house.clock.skip(0.2 * day)
    expect((await house.tus.head(url)).status).toBe(404)
    await house.runJob()
    expect(house.told.length).toBe(1)
  })

  it('keep what arrived before the connection broke off', async () => {
    const bytes = randomBytes(5_000_000)
    const { url, subjectId, key } = await house.create(bytes.length)
    let at = 0
    for (const end of [1, 100_000, 2_345_678]) {
      const sending = house.tus.begin(url, at, bytes.length - at)
      await sending.send(bytes.subarray(at, end))
      sending.cut()
      // Looked at from outside: asking with HEAD would by itself end a connection that is still thought alive.
      at = await until(async () => {
        const offset = (await house.uploads.offset(subjectId)) ?? 0
        return offset > at && (await house.sending()) === 0 && offset
      })
      expect(at).toBeLessThanOrEqual(end)
      expect(await house.tus.offset(url)).toBe(at)
    }
    expect(house.told).toEqual([])
    await house.tus.patch(url, at, bytes.subarray(at))
    expect((await house.stored(key)).equals(bytes)).toBe(true)
    expect(house.told).toEqual([`finished ${subjectId} ${key} ${bytes.length}`])
  })

  it('let the newest of two senders go on and tear nothing', async () => {
    const bytes = randomBytes(400_000)
    const { url, key } = await house.create(bytes.length)
    const first = house.tus.begin(url, 0, bytes.length)
    await first.send(bytes.subarray(0, 100_000))
    await until(async () => (await house.sending()) === 1)
    const second = await house.tus.patch(url, 0, bytes)
    const stopped = await first.answer
    const offset = Number(stopped.headers['upload-offset'])
    expect(stopped.status).toBe(204)
    expect(offset).toBeLessThanOrEqual(100_000)
    first.cut()
    // Where the first got nothing to disk the second goes through; else it is told to ask where to go on.
    expect(second.status).toBe(offset === 0 ? 204 : 409)
    await house.tus.goOn(url, bytes)
    expect((await house.stored(key)).equals(bytes)).toBe(true)
    expect(house.told.length).toBe(1)
  })

  it('answer those who send with their offset when the house stops', async () => {
    const { url, subjectId } = await house.create(1000)
    const sending = house.tus.begin(url, 0, 1000)
    await sending.send(randomBytes(400))
    await until(async () => (await incoming()).length === 1)
    house.uploads.stop()
    const { status, headers } = await sending.answer
    expect(status).toBe(204)
    expect(Number(headers['upload-offset'])).toBe(await house.uploads.offset(subjectId))
    sending.cut()
  })

  it('end with one file when many send it at once', async () => {
    const bytes = randomBytes(200_000)
    const { url, key } = await house.create(bytes.length)
    const answers = await Promise.all(Array.from({ length: 8 }, () => house.tus.patch(url, 0, bytes)))
    expect(answers.filter(({ status }) => status === 204).length).toBeGreaterThan(0)
    for (const { status } of answers) expect([204, 409]).toContain(status)
    await house.tus.goOn(url, bytes)
    expect((await house.stored(key)).equals(bytes)).toBe(true)
    expect(house.told.length).toBe(1)
  })

  it('are there for the account that made them and for nobody else', async () => {
    const { url } = await house.create(10)
    for (const stranger of [
      house.as(newId()),
      house.as(accountId, { 'x-key-space': newId(), 'x-key-scopes': 'footage:write' }),
      house.as(accountId, { 'x-key-space': spaceId, 'x-key-scopes': 'footage:read notes:write' }),
    ]) {
      expect((await stranger.head(url)).status).toBe(404)
      expect(problem(await stranger.patch(url, 0, randomBytes(10)))).toEqual([404, 'upload-gone'])
      expect(problem(await stranger.delete(url))).toEqual([404, 'upload-gone'])
    }
    expect((await house.as('').head(url)).status).toBe(404)
    expect(house.told).toEqual([])
    expect(
      (
        await house
          .as(accountId, { 'x-key-space': spaceId, 'x-key-scopes': 'footage:write' })
          .patch(url, 0, randomBytes(10))
      ).status,
    ).toBe(204)
    const options = await house.tus.options(url)
    expect(options).toMatchObject({
      status: 204,
      headers: { 'tus-version': '1.0.0', 'tus-extension': 'termination', 'tus-max-size': '1000000000000' },
    })
  })

  describe('of someone who is not a member any more', () => {
    const refused = async (answer: ReturnType<UploadHouse['tus']['patch']>) => {
      const { status, body } = await answer
      expect([status, JSON.parse(body)]).toMatchObject([
        403,
        {
          code: 'not-a-member',
          detail: expect.stringMatching(/What has arrived is kept until \d+ \w+ \d{4};/) as string,
        },
      ])
    }

    it('take nothing more, keep what came, and go on when they are let in again', async () => {
      const bytes = randomBytes(1000)
      const { url, subjectId, key } = await house.create(1000)
      await house.tus.patch(url, 0, bytes.subarray(0, 400))
      house.showOut()
      await refused(house.tus.patch(url, 400, bytes.subarray(400)))
      await refused(house.tus.patch(url, 400, Buffer.alloc(0)))
      await refused(house.tus.delete(url))
      expect((await house.tus.head(url)).status).toBe(403)
      expect(await house.uploads.offset(subjectId)).toBe(400)
      house.state.role = 'member'
      await house.tus.goOn(url, bytes)
      expect((await house.stored(key)).equals(bytes)).toBe(true)
    })

    it.each([
      ['in the middle', 700],
      ['with the last byte', 1000],
    ])('take nothing more of a connection that sends, %s', async (_, sent) => {
      const { url, subjectId, key } = await house.create(1000)
      const sending = house.tus.begin(url, 0, 1000)
      await sending.send(randomBytes(400))
      await until(async () => (await incoming()).length === 1)
      if (sent === 1000) house.state.role = null
      else house.showOut()
      await sending.send(randomBytes(sent - 400))
      await refused(sending.answer)
      sending.cut()
      expect(await house.uploads.offset(subjectId)).toBeGreaterThanOrEqual(400)
      expect(house.told).toEqual([])
      await house.runJob()
      await house.openAgain().use([house.owner])
      expect(house.told).toEqual([])
      house.clock.skip(7.1 * day)
      await house.runJob()
      expect(house.told).toEqual([`expired ${subjectId}`])
      expect([await incoming(), await house.storage.stat(key)]).toEqual([[], null])
    })
  })

  it.each([
    ['no version', { 'tus-resumable': '' }, 412, 'tus-version'],
    ['another version', { 'tus-resumable': '0.2.2' }, 400, 'bad-upload-request'],
    ['no offset', { 'upload-offset': '' }, 400, 'bad-upload-request'],
    ['a negative offset', { 'upload-offset': '-1' }, 400, 'bad-upload-request'],
    ['a word as offset', { 'upload-offset': 'ten' }, 400, 'bad-upload-request'],
    ['a broken offset', { 'upload-offset': '1.5' }, 400, 'bad-upload-request'],
    ['a giant offset', { 'upload-offset': '99999999999999999999' }, 400, 'bad-upload-request'],
    ['another offset', { 'upload-offset': '1' }, 409, 'wrong-offset'],
    ['a second length', { 'upload-length': '5' }, 400, 'bad-upload-request'],
    ['a bad length', { 'upload-length': 'x' }, 400, 'bad-upload-request'],
    ['JSON', { 'content-type': 'application/json' }, 400, 'other'],
    ['more than announced', { 'content-length': '11' }, 413, 'past-upload-length'],
  ])('refuse %s and write nothing', async (_, headers, status, code) => {
    const { url } = await house.create(10)
    const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''))
    const without = Object.entries(headers)
      .filter(([, value]) => value === '')
      .map(([name]) => name)
    const body = randomBytes(Number(headers['content-length' as never] ?? 10))
    const answer = await house.tus.oddPatch(url, body, given, without)
    expect(problem(answer)).toEqual([status, code])
    expect(await house.tus.offset(url)).toBe(0)
    expect(house.told).toEqual([])
  })

  it.each(['x', '..', '..%2f..%2fetc%2fpasswd', '%00', 'a'.repeat(5000), newId().toUpperCase(), newId()])(
    'are not found under the id %s',
    async (id) => {
      for (const call of [
        house.tus.head(`/uploads/${id}`),
        house.tus.patch(`/uploads/${id}`, 0, randomBytes(1)),
        house.tus.delete(`/uploads/${id}`),
      ])
        expect([400, 404, 414]).toContain((await call).status)
      expect(await incoming()).toEqual([])
    },
  )

  it('end when the client says so, but not once finished', async () => {
    const { url, subjectId } = await house.create(10)
    await house.tus.patch(url, 0, randomBytes(5))
    expect((await house.tus.delete(url)).status).toBe(204)
    expect(house.told).toEqual([`expired ${subjectId}`])
    expect(await incoming()).toEqual([])
    expect((await house.tus.head(url)).status).toBe(404)
    const finished = await house.create(10)
    await house.tus.patch(finished.url, 0, randomBytes(10))
    expect(problem(await house.tus.delete(finished.url))).toEqual([400, 'bad-upload-request'])
    expect(await house.tus.offset(finished.url)).toBe(10)
  })

  it('end when their owner abandons them, also under a connection that sends', async () => {
    const { url, subjectId } = await house.create(1000)
    const sending = house.tus.begin(url, 0, 1000)
    await sending.send(randomBytes(500))
    await until(async () => (await incoming()).length === 1)
    await house.abandon(subjectId)
    await until(async () => (await incoming()).length === 0)
    await house.abandon(subjectId)
    expect(house.told).toEqual([`expired ${subjectId}`])
    expect((await house.tus.head(url)).status).toBe(404)
    sending.cut()
  })

  it('leave no object when the session went while the last bytes came', async () => {
    const { url, key } = await house.create(1000)
    const sending = house.tus.begin(url, 0, 1000)
    await sending.send(randomBytes(500))
    await until(async () => (await incoming()).length === 1)
    await house.forgetRows()
    await sending.send(randomBytes(500))
    await sending.answer
    expect(await house.storage.stat(key)).toBeNull()
    expect(house.told).toEqual([])
  })

  it('end after 7 days: the owner is told, the bytes go, the others stay', async () => {
    const old = await house.create(10)
    await house.tus.patch(old.url, 0, randomBytes(5))
    house.clock.skip(6 * day)
    const young = await house.create(10)
    await house.tus.patch(young.url, 0, randomBytes(5))
    house.clock.skip(1.1 * day)
    expect((await house.tus.head(old.url)).status).toBe(404)
    await house.runJob()
    await house.runJob()
    expect(house.told).toEqual([`expired ${old.subjectId}`])
    expect(await incoming()).toEqual([young.id])
    expect(await house.tus.offset(young.url)).toBe(5)
  })

  it('remove bytes that no session knows, once they are old enough', async () => {
    const [stray, fresh] = [newId(), newId()]
    for (const id of [stray, fresh])
      await house.storage.incoming.append(id, 0, [Buffer.from('x')] as never, {
        key: 'x',
        size: 1,
        hold: soleHold,
      })
    const old = new Date(Date.now() - 2 * 3600 * 1000)
    await utimes(join(house.root, '.aside/incoming', stray), old, old)
    await house.runJob()
    expect(await incoming()).toEqual([fresh])
  })

  describe('when handing over fails', () => {
    it('the next HEAD makes it good', async () => {
      const upload = await stumble(house)
      expect(await house.uploads.offset(upload.subjectId)).toBe(10)
      expect(await house.tus.offset(upload.url)).toBe(10)
      expect(await house.tus.offset(upload.url)).toBe(10)
      expect(house.told).toEqual([handedOver(upload)])
    })

    it('the next start makes it good, also two at once', async () => {
      const upload = await stumble(house)
      await Promise.all([house.openAgain().use([house.owner]), house.openAgain().use([house.owner])])
      expect(house.told).toEqual([handedOver(upload)])
    })

    it('the hourly job makes it good, also right before the bytes were moved', async () => {
      const upload = await stumble(house)
      const other = await house.create(10)
      await house.storage.incoming.append(other.id, 0, [randomBytes(10)] as never, {
        key: other.key,
        size: 10,
        hold: soleHold,
      })
      await house.runJob()
      await house.runJob()
      expect(house.told.toSorted()).toEqual([upload, other].map(handedOver).toSorted())
      expect(await incoming()).toEqual([])
    })
  })

  it('are refused before the first byte: limit, nothing, quota, disk', async () => {
    expect(await code(house.create(1e12 + 1))).toBe('upload-too-large')
    for (const size of [0, -1, 1.5, Number.NaN])
      expect(await code(house.create(size))).toBe('bad-upload-size')
    const free = (await house.storage.free())!
    expect(await code(house.create(free - keptFree + 1e9))).toBe('disk-full')
    expect(await code(house.create(Math.floor(free * 0.6)))).toBe('taken')
    expect(await code(house.create(Math.floor(free * 0.6)))).toBe('disk-full')

    const small = await openUploadHouse({ spaceQuota: 1000 })
    small.state.stored = 500
    expect(await code(small.create(501))).toBe('space-full')
    expect(await code(small.create(400))).toBe('taken')
    expect(await code(small.create(101))).toBe('space-full')
    expect(await code(small.create(100))).toBe('taken')
    expect(await code(small.create(501, { spaceId: newId() }))).toBe('space-full')
    await small.close()
  })
})

const problem = (answer: { status: number; body: string }) => [answer.status, JSON.parse(answer.body).code]

const code = (work: Promise<unknown>) =>
  work.then(
    () => 'taken',
    (error: { code: string }) => error.code,
  )

/** An upload whose last byte came when its owner could not take it. */
async function stumble(house: UploadHouse) {
  const upload = await house.create(10)
  house.state.fail = new Error('the app stumbled')
  expect((await house.tus.patch(upload.url, 0, randomBytes(10))).status).toBe(500)
  expect(house.told).toEqual([])
  house.state.fail = null
  return upload
}

const handedOver = ({ subjectId, key }: { subjectId: string; key: string }) =>
  `finished ${subjectId} ${key} 10`
