import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import type { S3 } from './s3-client.ts'
import { throwS3Fault } from './s3-faults.ts'

export type Listed = { key: string; size: number; modifiedAt: Date; etag: string }

/** Every object whose key begins with `prefix`, in byte order, a thousand at a time. */
export async function* listObjects({ client, bucket }: S3, prefix: string): AsyncGenerator<Listed> {
  for (let token: string | undefined; ;) {
    const asked = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token })
    const page = await client.send(asked).catch(throwS3Fault)
    for (const { Key, Size, LastModified, ETag } of page.Contents ?? [])
      yield { key: Key!, size: Size ?? 0, modifiedAt: LastModified ?? new Date(0), etag: ETag ?? '' }
    token = page.NextContinuationToken
    if (!token) return
  }
}
