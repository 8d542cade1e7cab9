import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import type { S3Config } from '../config/config.ts'

/** The store's client, the bucket it works in, and one that does not try again: for questions that are asked in a moment anyhow. */
export type S3 = { client: S3Client; hasty: S3Client; bucket: string }

/** Milliseconds until a connection must stand, and for which an open one may be silent. */
const patience = { connection: 3000, silent: 60_000 }
/** Tries of one request in all, with growing pauses of up to 20 s: 5xx, SlowDown, broken connections. */
const attempts = 5
const mostConnections = 128

export function openS3(config: S3Config): S3 {
  const checksums = config.checksums === 'required' ? 'WHEN_REQUIRED' : 'WHEN_SUPPORTED'
  const agent = { keepAlive: true, maxSockets: mostConnections }
  const common: S3ClientConfig = {
    region: config.region,
    ...(config.endpoint !== null && { endpoint: config.endpoint }),
    forcePathStyle: config.pathStyle,
    credentials: { accessKeyId: config.accessKey, secretAccessKey: config.secretKey },
    requestChecksumCalculation: checksums,
    responseChecksumValidation: checksums,
    retryMode: 'standard',
    requestHandler: {
      connectionTimeout: patience.connection,
      socketTimeout: patience.silent,
      httpAgent: agent,
      httpsAgent: agent,
    },
  }
  return {
    client: new S3Client({ ...common, maxAttempts: attempts }),
    hasty: new S3Client({ ...common, maxAttempts: 1 }),
    bucket: config.bucket,
  }
}
