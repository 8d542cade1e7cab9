import type { SignedPaths } from '#platform/http/signed-paths.ts'
import type { LivePlayback } from '../../contract/channel.ts'
import type { ChannelRow } from '../live-tables.ts'

export const livePurpose = 'live'
/** Purpose of paths to a private test. */
export const testPurpose = 'live-test'
/** Seconds for which a signed path goes on working, at least. */
const pathSeconds = 24 * 3600

/**
 * Where a channel is watched: below its public id when everybody may, below a signed token otherwise. Both are one part of a path,
 * `/live/<public id or token>/<file>`, and the token names the public id, so that a proxy can send both to the process that has the channel.
 */
export function playbackOf(
  channel: Pick<ChannelRow, 'public_id' | 'visibility' | 'access_version'>,
  signedPaths: SignedPaths,
  { dvr }: { dvr: boolean },
): LivePlayback {
  const base =
    channel.visibility === 'public'
      ? `/live/${channel.public_id}`
      : tokenPath(signedPaths, livePurpose, channel)
  return { hls: `${base}/index.m3u8`, dvr: dvr ? `${base}/dvr.m3u8` : null }
}

/** Where operators see a private test. */
export const testPlaybackOf = (
  channel: Pick<ChannelRow, 'public_id' | 'access_version'>,
  signedPaths: SignedPaths,
): string => `${tokenPath(signedPaths, testPurpose, channel)}/index.m3u8`

/** A live path is answered by the house itself or by what stands in front of it; the CDN of media knows nothing of it. */
function tokenPath(
  signedPaths: SignedPaths,
  purpose: string,
  channel: Pick<ChannelRow, 'public_id' | 'access_version'>,
): string {
  const grant = { purpose, object: channel.public_id, version: channel.access_version }
  return `/live/${signedPaths.sign(grant, pathSeconds).split('/media/').at(-1)!}`
}
