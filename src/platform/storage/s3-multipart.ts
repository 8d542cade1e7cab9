import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { inParallel } from './in-parallel.ts'
import type { S3 } from './s3-client.ts'
import { isAbsent, throwS3Fault } from './s3-faults.ts'

/** A multipart upload that was begun. */
export type Begun = { key: string; uploadId: string }

export async function beginMultipart({ client, bucket }: S3, key: string): Promise<Begun> {
  const { UploadId } = await client
    .send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: key }))
    .catch(throwS3Fault)
  return { key, uploadId: UploadId! }
}

export async function sendPart(
  { client, bucket }: S3,
  { key, uploadId }: Begun,
  number: number,
  bytes: Buffer,
  signal?: AbortSignal,
): Promise<CompletedPart> {
  const part = { Bucket: bucket, Key: key, UploadId: uploadId, PartNumber: number, Body: bytes }
  const { ETag } = await client
    .send(new UploadPartCommand(part), signal && { abortSignal: signal })
    .catch(throwS3Fault)
  return { PartNumber: number, ETag }
}

/** Parts are named in order. When an answer was lost on its way, the second question finds the object of `size` bytes in its place. */
export async function completeMultipart(
  { client, bucket }: S3,
  { key, uploadId }: Begun,
  parts: readonly CompletedPart[],
  size: number,
): Promise<void> {
  const Parts = parts.toSorted((a, b) => a.PartNumber! - b.PartNumber!)
  try {
    await client.send(
      new CompleteMultipartUploadCommand({
        Bucket: bucket,
        Key: key,
        UploadId: uploadId,
        MultipartUpload: { Parts },
      }),
    )
  } catch (error) {
    const found = isAbsent(error)
      ? await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key })).catch(() => null)
      : null
    if (found?.ContentLength !== size) throwS3Fault(error)
  }
}

/** Also fine when it is gone. */
export async function abortMultipart({ client, bucket }: S3, { key, uploadId }: Begun): Promise<void> {
  await client
    .send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId }))
    .catch((error: unknown) => {
      if (!isAbsent(error)) throwS3Fault(error)
    })
}

/**
 * Puts an object together from parts, `atOnce` of them on their way. Nothing stays when it fails: those on their way are waited for first, because
 * a store may keep a part that comes after the end.
 */
export async function putParts<P>(
  s3: S3,
  key: string,
  parts: AsyncIterable<P> | Iterable<P>,
  {
    atOnce,
    size,
    send,
  }: {
    atOnce: number
    size: () => number
    send: (begun: Begun, number: number, part: P) => Promise<CompletedPart>
  },
): Promise<void> {
  const begun = await beginMultipart(s3, key)
  try {
    const done: CompletedPart[] = []
    let number = 0
    await inParallel(atOnce, parts, async (part) => {
      done.push(await send(begun, ++number, part))
    })
    await completeMultipart(s3, begun, done, size())
  } catch (error) {
    // What cannot be taken away now is taken by the sweep.
    await abortMultipart(s3, begun).catch(() => undefined)
    throw error
  }
}

/** Bytes up to which a store copies an object in one go, and of one part above that: each is done within any store's patience. */
const copied = { whole: 2 ** 30, part: 256 * 2 ** 20, atOnce: 8 }
export const copiesWhole = (size: number) => size <= copied.whole

/** A copy inside the store of what is too large for one go. */
export async function copyInParts(
  s3: S3,
  from: string,
  to: string,
  size: number,
  least = copied.part,
): Promise<void> {
  const bytes = Math.max(least, Math.ceil(size / 9000))
  await putParts(s3, to, ranges(size, bytes), {
    atOnce: copied.atOnce,
    size: () => size,
    async send({ key, uploadId }, number, range) {
      const part = { Bucket: s3.bucket, Key: key, UploadId: uploadId, PartNumber: number }
      const { CopyPartResult } = await s3.client
        .send(
          new UploadPartCopyCommand({ ...part, CopySource: `${s3.bucket}/${from}`, CopySourceRange: range }),
        )
        .catch(throwS3Fault)
      return { PartNumber: number, ETag: CopyPartResult?.ETag }
    },
  })
}

function* ranges(size: number, bytes: number): Generator<string> {
  for (let start = 0; start < size; start += bytes)
    yield `bytes=${start}-${Math.min(start + bytes, size) - 1}`
}
