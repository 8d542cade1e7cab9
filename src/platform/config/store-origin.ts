import type { S3Config } from './config.ts'

/** Where browsers find objects of the store, as `https://host`: as the SDK makes their addresses. */
export function storeOrigin(config: S3Config): string {
  const endpoint = config.publicEndpoint ?? config.endpoint ?? `https://s3.${config.region}.amazonaws.com`
  const { origin, protocol, host } = new URL(endpoint)
  return config.pathStyle ? origin : `${protocol}//${config.bucket}.${host}`
}
