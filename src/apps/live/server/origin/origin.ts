import type { RawDoor } from '#platform/http/raw-door.ts'
import type { PackagedListener, RenditionId } from '../packager/packaged.ts'

/**
 * Sends channels to their viewers over HTTP: `/live/<public id or token>/<file>`. Keeps about the last minute in memory; every viewer gets
 * the same buffers.
 *
 * - `index.m3u8` names what there is; `source.m3u8`, `audio.m3u8`, `360.m3u8` are LL-HLS; `dvr.m3u8` reaches back to the beginning of the event
 * - `plain.m3u8`, `source.plain.m3u8` and so on: the same segments without parts
 * - `<epoch>/source-12.m4s` is a segment, `<epoch>/source-12.3.m4s` a part of it, `<epoch>/source-0.mp4` an init segment: never another one
 */
export type Origin = {
  /** For the HTTP server of this process, whatever its role. */
  door: RawDoor
  /** This process has the channel from here on: the list begins with what earlier processes kept. Replaces what it had under the name. */
  open(channel: OriginOptions): Promise<OriginChannel>
  close(): void
}

export type OriginOptions = {
  /** What signed paths to it are for; `live` is also found by its bare public id. */
  purpose: string
  publicId: string
  access: OriginAccess
  past: PastSegments | null
}

/** `everybody`: by its public id, too. A token opens it while its grant has this version. */
export type OriginAccess = { everybody: boolean; version: number }

export type OriginChannel = {
  /**
   * A push begins, and the one before is over. `epoch` (1 to 24 of a-z and 0-9) is in every URL of it and never used twice for a channel. Sequence
   * numbers go on from the push before.
   */
  push(epoch: string): PackagedListener
  access(access: OriginAccess): void
  /** The event is over: the list ends. It can be watched until `close`. */
  end(): void
  /** Not here any more: whoever waits is told to ask again. */
  close(): void
  figures(): OriginFigures
}

/** `viewers`: those that asked for a playlist within the last ten seconds, by their number of requests. */
export type OriginFigures = { blocked: number; bytes: number; lastSequence: number | null }

/** What the recorder kept of `source` of the running event. */
export type PastSegments = {
  /** Oldest first. Asked once, when the channel opens here. */
  list(): Promise<readonly PastSegment[]>
  /** Where a segment or init segment stands in storage; null when it was not kept. */
  key(name: { epoch: string } & ({ sequence: number } | { init: number })): Promise<string | null>
}

export type PastSegment = {
  epoch: string
  sequence: number
  durationSeconds: number
  /** Wall clock, milliseconds. */
  startedAt: number
  discontinuity: boolean
  /** Which `Track` of its push it belongs to, from 0. */
  init: number
  targetSeconds: number
}

export const renditionIds: readonly RenditionId[] = ['source', '360', 'audio']
