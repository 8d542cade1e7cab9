import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3'
import { arrivalUploads, incomingFolder } from './s3-arrivals.ts'
import type { S3 } from './s3-client.ts'
import { throwS3Fault } from './s3-faults.ts'
import { listObjects } from './s3-listing.ts'
import { abortMultipart, type Begun } from './s3-multipart.ts'

/** No put or copy takes so long. */
const oldAfterMs = 48 * 3600 * 1000

/**
 * Ends multiparts that a killed process has begun: they are in no list of objects, and cost room all the same. Those that an arrival names stay. Stores
 * that list multiparts only by whole key (MinIO) end old ones by themselves.
 */
export async function sweepMultiparts(
  s3: S3,
  signal: AbortSignal,
  old = Date.now() - oldAfterMs,
): Promise<number> {
  const found = (await begunMultiparts(s3)).filter(({ begunAt }) => begunAt < old)
  if (found.length === 0) return 0

  const awaited = new Set<string>()
  for await (const { key } of listObjects(s3, incomingFolder))
    for (const { uploadId } of await arrivalUploads(s3, [key])) awaited.add(uploadId)
  let ended = 0
  for (const begun of found) {
    signal.throwIfAborted()
    if (awaited.has(begun.uploadId)) continue
    await abortMultipart(s3, begun)
    ended += 1
  }
  return ended
}

async function begunMultiparts({ client, bucket }: S3): Promise<(Begun & { begunAt: number })[]> {
  const found: (Begun & { begunAt: number })[] = []
  for (let marker: { KeyMarker?: string; UploadIdMarker?: string } | null = {}; marker;) {
    const asked: ListMultipartUploadsCommand = new ListMultipartUploadsCommand({ Bucket: bucket, ...marker })
    const page = await client.send(asked).catch(throwS3Fault)
    for (const { Key, UploadId, Initiated } of page.Uploads ?? [])
      found.push({ key: Key!, uploadId: UploadId!, begunAt: Initiated?.getTime() ?? Date.now() })
    const { IsTruncated, NextKeyMarker, NextUploadIdMarker } = page
    marker =
      IsTruncated && NextKeyMarker && NextUploadIdMarker
        ? { KeyMarker: NextKeyMarker, UploadIdMarker: NextUploadIdMarker }
        : null
  }
  return found
}
