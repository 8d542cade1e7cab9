import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DetailedError, Upload } from 'tus-js-client'
import { until } from '../until.ts'
import { openFlakyLine } from './flaky-line.ts'
import { accountId, openUploadHouse, type UploadHouse } from './upload-house.ts'

describe('the client that browsers use', () => {
  let house: UploadHouse
  beforeEach(async () => {
    house = await openUploadHouse()
  })
  afterEach(() => house.close())

  it('sends in one piece, in many, and asks first where to go on', async () => {
    for (const chunkSize of [Number.POSITIVE_INFINITY, 700_000]) {
      const bytes = randomBytes(2_000_000)
      const { url, key } = await house.create(bytes.length)
      const requests = await send(house.origin, url, bytes, chunkSize)
      expect(requests[0]).toBe('HEAD')
      expect(requests.length).toBe(chunkSize < bytes.length ? 4 : 2)
      expect((await house.stored(key)).equals(bytes)).toBe(true)
    }
    expect(house.told.length).toBe(2)
  })

  it('gets through a line that breaks again and again', async () => {
    const bytes = randomBytes(8_000_000)
    const { url, key } = await house.create(bytes.length)
    const line = await openFlakyLine(house.origin, 2_500_000, 3)
    const requests = await send(line.origin, url, bytes, Number.POSITIVE_INFINITY)
    expect(line.cuts).toBe(3)
    expect(requests.filter((request) => request.startsWith('PATCH')).length).toBeGreaterThanOrEqual(3)
    expect((await house.stored(key)).equals(bytes)).toBe(true)
    expect(house.told.length).toBe(1)
    await line.close()
  })

  it('goes on from another device with the same address', async () => {
    const bytes = randomBytes(6_000_000)
    const { url, key } = await house.create(bytes.length)
    await send(house.origin, url, bytes, 1_000_000, 2_000_000)
    const requests = await send(house.origin, url, bytes, 1_000_000)
    expect(Number(requests[1]?.split(' ')[1])).toBeGreaterThan(0)
    expect((await house.stored(key)).equals(bytes)).toBe(true)
  })

  it('is told in words, once, that its account has left the space; what came is kept', async () => {
    const bytes = randomBytes(3_000_000)
    const { url, subjectId } = await house.create(bytes.length)
    await send(house.origin, url, bytes, 1_000_000, 1_000_000)
    const kept = await until(() => house.uploads.offset(subjectId))
    house.showOut()
    const told = await send(house.origin, url, bytes, 1_000_000).catch((error: DetailedError) => error)
    expect(told).toBeInstanceOf(DetailedError)
    expect((told as DetailedError).originalResponse?.getStatus()).toBe(403)
    expect(await house.uploads.offset(subjectId)).toBe(kept)
    house.state.role = 'member'
    await send(house.origin, url, bytes, 1_000_000)
    expect(house.told.length).toBe(1)
  })

  it('is content when two of it send the same file at once', async () => {
    const bytes = randomBytes(6_000_000)
    const { url, key } = await house.create(bytes.length)
    await Promise.all([send(house.origin, url, bytes, 500_000), send(house.origin, url, bytes, 900_000)])
    expect((await house.stored(key)).equals(bytes)).toBe(true)
    expect(house.told.length).toBe(1)
  })
})

/** Sends with tus-js-client; resolves with the offsets of the requests it made. */
const send = (
  origin: string,
  url: string,
  bytes: Buffer,
  chunkSize: number,
  stopAt = Number.POSITIVE_INFINITY,
) =>
  new Promise<string[]>((resolve, reject) => {
    const requests: string[] = []
    const upload = new Upload(bytes, {
      uploadUrl: origin + url,
      chunkSize,
      retryDelays: [0, 10, 20, 40, 80],
      headers: { 'x-account': accountId },
      onBeforeRequest: (request) => {
        requests.push(`${request.getMethod()} ${request.getHeader('Upload-Offset') ?? ''}`.trim())
      },
      onProgress: (sent) => {
        if (sent >= stopAt) upload.abort().then(() => resolve(requests), reject)
      },
      onSuccess: () => resolve(requests),
      onError: reject,
    })
    upload.start()
  })
