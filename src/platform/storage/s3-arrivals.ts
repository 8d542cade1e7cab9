import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListPartsCommand,
} from '@aws-sdk/client-s3'
import { buffer } from 'node:stream/consumers'
import { inParallel } from './in-parallel.ts'
import type { S3 } from './s3-client.ts'
import { isAbsent, throwS3Fault } from './s3-faults.ts'
import { type Listed, listObjects } from './s3-listing.ts'
import { type Begun, beginMultipart } from './s3-multipart.ts'
import { readObject } from './s3-reading.ts'
import { putBytes } from './s3-writing.ts'

/**
 * What the store knows of a body that arrives, under `.incoming/<id>/`:
 * - `upload.<epoch>` names the multipart upload its parts are in, once there is one. Parts are all of one length but the last: some stores ask
 *   for that, and it says what a part covers without a table of contents.
 * - `rest.<offset>.<epoch>` holds bytes that do not make a part yet. They follow the last part and each other without a gap.
 * The newest epoch counts, so that what a holder sends whose time is over replaces nothing. What does not fit the chain is left over from a crash.
 */
export type Arrival = {
  begun: (Begun & { partSize: number; size: number }) | null
  parts: { PartNumber: number; ETag: string; size: number }[]
  rests: Rest[]
  /** Bytes that are here. */
  offset: number
  /** Every object below `.incoming/<id>/`. */
  objects: string[]
  /** Its multipart has become an object, or the store has thrown it away. */
  gone: boolean
}
export type Rest = { key: string; offset: number; size: number }

export const incomingFolder = '.incoming/'
const folderOf = (id: string) => `${incomingFolder}${id.replaceAll('/', '_')}/`
const padded = (number: number) => String(number).padStart(16, '0')

export async function findArrival(s3: S3, id: string): Promise<Arrival> {
  const found: Listed[] = []
  for await (const object of listObjects(s3, folderOf(id))) found.push(object)
  const objects = found.map(({ key }) => key)
  const marker = objects.findLast((key) => key.includes('/upload.'))
  const begun = marker === undefined ? null : await readMarker(s3, marker)
  const parts = begun ? await listParts(s3, begun) : []
  if (parts === null) return { begun: null, parts: [], rests: [], offset: 0, objects, gone: true }
  let offset = parts.reduce((sum, { size }) => sum + size, 0)
  const rests: Rest[] = []
  for (;;) {
    const next = found.findLast(({ key }) => key.includes(`/rest.${padded(offset)}.`))
    if (!next || next.size === 0) break
    rests.push({ key: next.key, size: next.size, offset })
    offset += next.size
  }
  return { begun, parts, rests, offset, objects, gone: false }
}

/** Begins the multipart of an arrival and names it, before its first part. */
export async function beginArrival(
  s3: S3,
  id: string,
  to: { key: string; size: number; partSize: number; epoch: number },
): Promise<NonNullable<Arrival['begun']>> {
  const { uploadId } = await beginMultipart(s3, to.key)
  const begun = { key: to.key, uploadId, partSize: to.partSize, size: to.size }
  await putBytes(s3, `${folderOf(id)}upload.${padded(to.epoch)}`, Buffer.from(JSON.stringify(begun)))
  return begun
}

export async function putRest(
  s3: S3,
  id: string,
  offset: number,
  epoch: number,
  bytes: Buffer,
): Promise<Rest> {
  const key = `${folderOf(id)}rest.${padded(offset)}.${padded(epoch)}`
  await putBytes(s3, key, bytes)
  return { key, offset, size: bytes.byteLength }
}

export async function readRests(s3: S3, rests: readonly Rest[]): Promise<Buffer[]> {
  const read: Buffer[] = []
  for (const { key } of rests) read.push(await buffer(await readObject(s3, key)))
  return read
}

/** What is left over is only a little room: it is thrown away again with the arrival itself. */
export async function dropObjects({ client, bucket }: S3, keys: readonly string[]): Promise<void> {
  await inParallel(8, keys, async (key) => {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })).catch(throwS3Fault)
  })
}

/** The multiparts that objects below `.incoming/<id>/` name. */
export async function arrivalUploads(s3: S3, keys: readonly string[]): Promise<Begun[]> {
  const markers = keys.filter((key) => key.includes('/upload.'))
  return Promise.all(markers.map((key) => readMarker(s3, key)))
}

export async function copyRest({ client, bucket }: S3, rest: Rest, key: string): Promise<void> {
  await client
    .send(new CopyObjectCommand({ Bucket: bucket, Key: key, CopySource: `${bucket}/${rest.key}` }))
    .catch(throwS3Fault)
}

async function readMarker({ client, bucket }: S3, key: string): Promise<NonNullable<Arrival['begun']>> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key })).catch(throwS3Fault)
  return JSON.parse(await Body!.transformToString()) as NonNullable<Arrival['begun']>
}

/** The parts from the first on that follow each other; null when the store has no such upload any more. */
async function listParts(
  { client, bucket }: S3,
  { key, uploadId, partSize, size }: NonNullable<Arrival['begun']>,
): Promise<{ PartNumber: number; ETag: string; size: number }[] | null> {
  const parts: { PartNumber: number; ETag: string; size: number }[] = []
  const asked = { Bucket: bucket, Key: key, UploadId: uploadId }
  for (let after: string | undefined; ;) {
    const question = new ListPartsCommand({ ...asked, PartNumberMarker: after })
    const page = await client
      .send(question)
      .catch((error: unknown) => (isAbsent(error) ? null : throwS3Fault(error)))
    if (page === null) return null
    for (const { PartNumber, ETag, Size } of page.Parts ?? []) {
      const start = parts.length * partSize
      if (PartNumber !== parts.length + 1 || Size !== Math.min(partSize, size - start)) return parts
      parts.push({ PartNumber, ETag: ETag!, size: Size })
    }
    // Some stores tell a marker on the last page, too.
    if (!page.IsTruncated || !page.Parts?.length) return parts
    after = page.NextPartNumberMarker
  }
}
