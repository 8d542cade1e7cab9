import {
  beginLines,
  type Entry,
  partLines,
  partUri,
  type RenditionList,
  segmentLines,
} from './rendition-list.ts'

/**
 * Which list: with parts or without; the last seconds, or back to the beginning of the event; all of it, or what has changed (`_HLS_skip`);
 * for players behind a cache, which hears of a part up to half a second later.
 */
export type PlaylistKind = { parts: boolean; dvr: boolean; skip: boolean; cached: boolean }

export type PlaylistState = {
  list: RenditionList
  targetSeconds: number
  /** A push is on: there will be more soon. */
  flowing: boolean
  ended: boolean
  /** Renditions beside this one, for those who change over. */
  others: readonly { uri: string; list: RenditionList }[]
}

/** Seconds of the list that is not a DVR's. */
const listed = 40
export const partTarget = 0.5
/** Seconds behind the edge at which players play. */
const holdBack = { straight: 1.5, cached: 2 } as const
/** Parts are told of so many segments at the end. */
const withParts = 3

/** A media playlist as RFC 8216bis has it. */
export function mediaPlaylist(kind: PlaylistKind, state: PlaylistState): string {
  const { list, targetSeconds, ended } = state
  const { entries, past } = list
  const live = kind.parts && !ended
  // Hours of an event are told once; from then on a player asks for what is new, with parts or without.
  const skips = !ended && (kind.parts || kind.dvr)
  const from = kind.dvr ? 0 : firstListed(entries, Math.max(listed, 4 * targetSeconds))
  const skipUntil = 6 * targetSeconds
  const before = kind.dvr ? past.count : 0
  const recent = skips && kind.skip ? firstListed(entries, skipUntil) : from
  const skipped = skips && kind.skip && recent + before > from ? recent - from + before : 0
  const start = skipped > 0 ? recent : from
  const sequence = (before > 0 ? past.first : (entries[from] ?? list.atWork)?.sequence) ?? 0
  const gone =
    before > 0
      ? 0
      : past.discontinuities + entries.slice(0, from).filter((entry) => entry.discontinuity).length
  let map = skipped > 0 ? (entries[start - 1]?.map ?? past.map) : before > 0 ? past.map : null

  let text = `#EXTM3U\n#EXT-X-VERSION:${live || skipped > 0 ? 9 : 7}\n#EXT-X-TARGETDURATION:${targetSeconds}\n`
  if (kind.dvr) text += '#EXT-X-PLAYLIST-TYPE:EVENT\n'
  if (live) {
    text += `#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=${kind.cached ? holdBack.cached : holdBack.straight},CAN-SKIP-UNTIL=${skipUntil},HOLD-BACK=${3 * targetSeconds}\n`
    text += `#EXT-X-PART-INF:PART-TARGET=${partTarget}\n`
  } else if (skips) text += `#EXT-X-SERVER-CONTROL:CAN-SKIP-UNTIL=${skipUntil}\n`
  text += `#EXT-X-MEDIA-SEQUENCE:${sequence}\n#EXT-X-DISCONTINUITY-SEQUENCE:${gone}\n`
  if (skipped > 0) text += `#EXT-X-SKIP:SKIPPED-SEGMENTS=${skipped}\n`
  else if (before > 0) text += past.text
  for (const [i, entry] of entries.entries()) {
    if (i < start) continue
    text += segmentLines(entry, map, live && i >= entries.length - withParts)
    map = entry.map
  }
  if (ended) return `${text}#EXT-X-ENDLIST\n`
  return live ? text + edgeLines(state, map, kind.dvr) : text
}

/** The segment at work, the part that comes next, and where the other renditions are. */
function edgeLines({ list, flowing, others }: PlaylistState, map: string | null, dvr: boolean): string {
  const { atWork } = list
  let text = atWork && atWork.parts.length > 0 ? beginLines(atWork, map) + partLines(atWork) : ''
  const hint = flowing ? nextPart(list) : null
  if (hint) text += `#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${hint}"\n`
  if (!dvr)
    for (const other of others) {
      const at = lastPart(other.list)
      if (at)
        text += `#EXT-X-RENDITION-REPORT:URI="${other.uri}",LAST-MSN=${at.sequence},LAST-PART=${at.part}\n`
    }
  return text
}

/** The part that will be there next: of the segment at work, or the first one of the segment after the last. Null when that is not known. */
export function nextPart({ atWork, entries }: RenditionList): string | null {
  if (atWork) return atWork.allParts ? partUri(atWork.uri, atWork.parts.length) : null
  const last = entries.at(-1)
  if (!last || last.gap) return null
  return partUri(last.uri.replace(/-\d+\.m4s$/, `-${last.sequence + 1}.m4s`), 0)
}

/** The last part that is there: segments whose parts were not told count as one. */
export function lastPart({ atWork, entries }: RenditionList): { sequence: number; part: number } | null {
  if (atWork && atWork.parts.length > 0) return { sequence: atWork.sequence, part: atWork.parts.length - 1 }
  const last = entries.at(-1)
  return last ? { sequence: last.sequence, part: Math.max(0, last.parts.length - 1) } : null
}

/** Where the last `seconds` begin. */
function firstListed(entries: readonly Entry[], seconds: number): number {
  let held = 0
  for (let i = entries.length - 1; i >= 0; i--) {
    held += entries[i]!.durationSeconds
    if (held >= seconds) return i
  }
  return 0
}
