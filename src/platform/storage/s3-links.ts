import { GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { S3Config } from '../config/config.ts'
import type { Location, LocateOptions } from './storage.ts'

/**
 * Signed addresses of objects. Their time begins at a whole step, so that an object has the same address for a while and a browser finds in its
 * cache what it has fetched before.
 */
export function openS3Links(config: S3Config) {
  const open = (endpoint: string | null) =>
    new S3Client({
      region: config.region,
      ...(endpoint !== null && { endpoint }),
      forcePathStyle: config.pathStyle,
      credentials: { accessKeyId: config.accessKey, secretAccessKey: config.secretKey },
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    })
  const clients = { server: open(config.endpoint), browser: open(config.publicEndpoint ?? config.endpoint) }

  return {
    async to(key: string, asked: LocateOptions): Promise<Location> {
      const { method, contentType, disposition, cacheControl, seconds } = asked
      const named = {
        Bucket: config.bucket,
        Key: key,
        ResponseContentType: contentType,
        ResponseContentDisposition: disposition,
        ResponseCacheControl: cacheControl,
      }
      const command = method === 'HEAD' ? new HeadObjectCommand(named) : new GetObjectCommand(named)
      const step = Math.ceil(seconds / 2)
      const signingDate = new Date(Math.floor(Date.now() / 1000 / step) * step * 1000)
      const url = await getSignedUrl(clients[asked.reader], command, {
        signingDate,
        expiresIn: seconds + step,
      })
      return { url }
    },
    close() {
      for (const client of Object.values(clients)) client.destroy()
    },
  }
}
