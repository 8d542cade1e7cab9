import type { S3Config } from '../config/config.ts'
import type { Finding } from './finding.ts'
import { otherClock } from './other-clock.ts'

/** A store refuses requests whose signature is 15 minutes off. */
export async function checkS3Clock({ endpoint, region }: S3Config): Promise<Finding[]> {
  const before = Date.now()
  const answer = await fetch(endpoint ?? `https://s3.${region}.amazonaws.com`, {
    method: 'HEAD',
    redirect: 'manual',
    signal: AbortSignal.timeout(5000),
  }).catch(() => null)
  const date = Date.parse(answer?.headers.get('date') ?? '')
  // The header knows seconds only. Who does not answer was told of by the check of the storage.
  const apart = Number.isNaN(date) ? null : otherClock('the object store', date, before - 1000, Date.now())
  return apart ? [{ name: 'storage clock', ...apart }] : []
}
