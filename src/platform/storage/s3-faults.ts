import { Fault } from '../errors.ts'
import { diskFull, noObject } from './storage-faults.ts'

type Told = Error & { Code?: string; code?: string; $metadata?: { httpStatusCode?: number } }

/** For `.catch`: what the store or the line to it said, as storage throws it. */
export function throwS3Fault(error: unknown): never {
  throw s3Fault(error)
}

/** Whether the store says that this object, or this multipart, is not there. */
export const isAbsent = (error: unknown): boolean =>
  error instanceof Error && absent.includes(codeOf(error as Told))

/** Whether the store cannot be reached or cannot answer now; asking again may help. */
export const isAway = (error: unknown): boolean =>
  error instanceof Fault ? error.code === 'storage-away' : s3Fault(error) !== error && isAway(s3Fault(error))

const absent: readonly string[] = ['NoSuchKey', 'NotFound', 'NoSuchUpload']
const refused = [
  'AccessDenied',
  'Forbidden',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'ExpiredToken',
  'InvalidToken',
  'RequestTimeTooSkewed',
]
/** Ceph, MinIO, and stores that speak in HTTP alone. */
const full = ['QuotaExceeded', 'XMinioStorageFull', 'XMinioAdminBucketQuotaExceeded', 'InsufficientStorage']
const away = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
  'TimeoutError',
  'RequestTimeout',
  'SlowDown',
  'InternalError',
  'ServiceUnavailable',
  'IncompleteBody',
]

export function s3Fault(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Fault || error.name === 'AbortError') return error
  const code = codeOf(error as Told)
  const status = (error as Told).$metadata?.httpStatusCode ?? 0
  if (absent.includes(code)) return noObject()
  if (code === 'NoSuchBucket')
    return unavailable('storage-bucket', 'The bucket of this house is not there: check S3_BUCKET.', error)
  if (full.includes(code) || status === 507)
    return diskFull(error, 'The place where this house keeps its files')
  if (refused.includes(code) || status === 401 || status === 403)
    return unavailable(
      'storage-refused',
      `The store of this house refuses it (${code}): check S3_ACCESS_KEY, S3_SECRET_KEY, the rights of that key and the clock of this machine.`,
      error,
    )
  if (/CERT|SELF_SIGNED|UNABLE_TO/.test((error as Told).code ?? ''))
    return unavailable(
      'storage-refused',
      `The certificate of the store is not one this machine trusts (${code}): NODE_EXTRA_CA_CERTS may name its authority.`,
      error,
    )
  if (status >= 500 || status === 429 || away.includes(code) || /socket hang up|aborted/.test(error.message))
    return unavailable(
      'storage-away',
      'The store that keeps the files of this house does not answer. What has arrived is kept; try again in a moment.',
      error,
    )
  return error
}

/** S3 says it in `name`, the line in `code`; an answer without a body has nothing but its status. */
const codeOf = ({ name, code, Code, $metadata }: Told): string =>
  $metadata?.httpStatusCode === 404 && !['NoSuchBucket', 'NoSuchUpload'].includes(name)
    ? 'NoSuchKey'
    : (code ?? Code ?? name)

const unavailable = (code: string, words: string, cause: unknown) =>
  new Fault('unavailable', code, words, { retryAfterSeconds: 15, cause })
