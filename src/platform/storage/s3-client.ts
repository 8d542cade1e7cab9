import { setTimeout as pause } from 'node:timers/promises'
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import type { S3Config } from '../config/config.ts'
import { isAway } from './s3-faults.ts'

/** The store's client, the bucket it works in, and one that does not try again: for questions that are asked in a moment anyhow. */
export type S3 = { client: S3Client; hasty: S3Client; bucket: string }

/** Milliseconds until a connection must stand, and for which an open one may be silent. */
const patience = { connection: 3000, silent: 60_000 }
/** Tries of one request in all; milliseconds of the first pause, each later one up to twice as long. */
const tries = { most: 6, pause: 150 }
/** Each reader of media through this process keeps one for as long as it reads. */
const mostConnections = 2048

export function openS3(config: S3Config): S3 {
  const checksums = config.checksums === 'required' ? 'WHEN_REQUIRED' : 'WHEN_SUPPORTED'
  const agent = { keepAlive: true, maxSockets: mostConnections }
  const options: S3ClientConfig = {
    region: config.region,
    ...(config.endpoint !== null && { endpoint: config.endpoint }),
    forcePathStyle: config.pathStyle,
    credentials: { accessKeyId: config.accessKey, secretAccessKey: config.secretKey },
    requestChecksumCalculation: checksums,
    responseChecksumValidation: checksums,
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: patience.connection,
      socketTimeout: patience.silent,
      httpAgent: agent,
      httpsAgent: agent,
    },
  }
  return { client: patient(new S3Client(options)), hasty: new S3Client(options), bucket: config.bucket }
}

/**
 * Asks again what failed for want of the store: 5xx, SlowDown, broken and silent lines. Bodies are in memory, so each try sends the same. The SDK's
 * own tries share a purse for the whole process, which three hundred uploads empty when a store closes its idle connections.
 */
function patient(client: S3Client): S3Client {
  const send = client.send.bind(client) as (...asked: unknown[]) => Promise<never>
  const sendAgain = async (...asked: unknown[]): Promise<never> => {
    for (let attempt = 1; ; attempt++)
      try {
        return await send(...asked)
      } catch (error) {
        if (attempt === tries.most || !isAway(error)) throw error
        await pause(tries.pause * 2 ** (attempt - 1) * (0.5 + Math.random() / 2))
      }
  }
  return Object.assign(client, { send: sendAgain })
}
