import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import type { S3Config } from '../../src/platform/config/config.ts'
import { answerAsS3 } from './light-s3.ts'

/** A store that was started for a test, as the house is told of it: `config` for `openStorage`, `env` for a house of its own process. */
export type S3Bed = {
  url: string
  config: S3Config
  env: Record<string, string>
  stop(): Promise<void>
}

/** A light S3 in this process, its bytes below `folder`: milliseconds to start, and no more than the verbs the house uses. */
export async function startS3(folder: string): Promise<S3Bed> {
  const objects = join(folder, 's3')
  await mkdir(objects, { recursive: true })
  const [bucket, accessKey] = ['longhouse', 'LIGHTKEY']
  const answer = answerAsS3({ bucket, accessKey, folder: objects })
  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  return {
    ...bedOf({ url, bucket, accessKey, secretKey: 'light-secret', folder: join(folder, 's3-scratch') }),
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export function bedOf(store: {
  url: string
  bucket: string
  accessKey: string
  secretKey: string
  folder: string
}): Omit<S3Bed, 'stop'> {
  const { url, bucket, accessKey, secretKey, folder } = store
  return {
    url,
    config: {
      engine: 's3',
      endpoint: url,
      publicEndpoint: null,
      region: 'us-east-1',
      bucket,
      accessKey,
      secretKey,
      pathStyle: true,
      checksums: 'required',
      folder,
    },
    env: { S3_ENDPOINT: url, S3_BUCKET: bucket, S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey },
  }
}
