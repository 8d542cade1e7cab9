import type { Part, Segment } from '../packager/packaged.ts'

/** A segment as playlists tell it, whole or at work. `uri`, `map`: relative to the playlist. */
export type Entry = {
  sequence: number
  durationSeconds: number
  startedAt: number
  discontinuity: boolean
  map: string
  uri: string
  /** Those that may be told: none from one on that was longer than a part may be. */
  parts: readonly { uri: string; durationSeconds: number; independent: boolean }[]
  allParts: boolean
  /** Nothing was kept of it, or this rendition had nothing then. */
  gap: boolean
  bytes: number
}

/** One rendition's segments: those in memory, and the lines of all that have gone. */
export type RenditionList = {
  /** Whole segments in memory, oldest first. */
  readonly entries: readonly Entry[]
  readonly atWork: Entry | null
  /** Lines, number, number of discontinuities and first sequence number of those that have left memory. */
  readonly past: {
    text: string
    count: number
    discontinuities: number
    first: number | null
    map: string | null
  }
  part(part: Part, name: { uri: string; map: string }): void
  segment(segment: Segment, name: { uri: string; map: string }): void
  /** A segment whose bytes are elsewhere, or nowhere. */
  add(entry: Entry): void
  /** What is at work will never be whole; says what it was. */
  abandon(): Entry | null
  /** Takes out what is too old; says which. */
  trim(limits: { seconds: number; bytes: number; least: number }): Entry[]
}

/** Seconds. */
const longestPart = 0.5005

/** `discontinuities`: how many the source had before its first segment. */
export function openRenditionList(discontinuities = 0): RenditionList {
  const entries: Entry[] = []
  let atWork: Entry | null = null
  const past: RenditionList['past'] = { text: '', count: 0, discontinuities, first: null, map: null }

  const add = (entry: Entry) => {
    const last = entries.at(-1)
    const missing = last ? Math.max(0, entry.sequence - last.sequence - 1) : 0
    // Players count on numbers that follow each other.
    for (let i = 1; i <= missing; i++) {
      const sequence = last!.sequence + i
      entries.push({
        ...last!,
        sequence,
        discontinuity: false,
        parts: [],
        gap: true,
        bytes: 0,
        uri: gapUri(sequence),
      })
    }
    entries.push(entry)
  }
  const begin = (
    of: Pick<Part, 'sequence' | 'startedAt' | 'discontinuity'>,
    { uri, map }: { uri: string; map: string },
  ): Entry => {
    const { sequence, startedAt, discontinuity } = of
    const first = entries.length === 0 && past.count === 0
    return {
      sequence,
      startedAt,
      map,
      uri,
      durationSeconds: 0,
      discontinuity: discontinuity && !first,
      parts: [],
      allParts: true,
      gap: false,
      bytes: 0,
    }
  }

  return {
    entries,
    get atWork() {
      return atWork
    },
    past,
    add,
    part(part, name) {
      if (atWork?.sequence !== part.sequence) atWork = begin(part, name)
      const { durationSeconds, independent } = part
      const allParts = atWork.allParts && durationSeconds <= longestPart
      const told = { uri: partUri(name.uri, part.index), durationSeconds, independent }
      const parts = allParts ? [...atWork.parts, told] : atWork.parts
      atWork = { ...atWork, parts, allParts, bytes: atWork.bytes + part.bytes.length }
    },
    segment(segment, name) {
      const { durationSeconds } = segment
      add({ ...(atWork?.sequence === segment.sequence ? atWork : begin(segment, name)), durationSeconds })
      atWork = null
    },
    abandon() {
      const left = atWork
      atWork = null
      return left
    },
    trim({ seconds, bytes, least }) {
      let held = entries.reduce((sum, entry) => sum + entry.durationSeconds, 0)
      let size = entries.reduce((sum, entry) => sum + entry.bytes, 0)
      const gone: Entry[] = []
      while (entries.length > least && (held - entries[0]!.durationSeconds >= seconds || size > bytes)) {
        const entry = entries.shift()!
        held -= entry.durationSeconds
        size -= entry.bytes
        past.text += segmentLines(entry, past.map, false)
        past.map = entry.map
        past.count += 1
        past.discontinuities += entry.discontinuity ? 1 : 0
        past.first ??= entry.sequence
        gone.push(entry)
      }
      return gone
    },
  }
}

/** Named, and never there. */
export const gapUri = (sequence: number): string => `gap-${sequence}.m4s`

export const partUri = (segmentUri: string, index: number): string =>
  segmentUri.replace(/\.m4s$/, `.${index}.m4s`)

/** The lines of a whole segment, behind one whose init segment was `mapBefore`. */
export function segmentLines(entry: Entry, mapBefore: string | null, withParts: boolean): string {
  const { durationSeconds, uri, gap } = entry
  return `${beginLines(entry, mapBefore)}${withParts ? partLines(entry) : ''}${gap ? '#EXT-X-GAP\n' : ''}#EXTINF:${durationSeconds.toFixed(6)},\n${uri}\n`
}

/** The lines before the first part of a segment. */
export function beginLines({ discontinuity, map, startedAt }: Entry, mapBefore: string | null): string {
  const fresh = map === mapBefore ? '' : `#EXT-X-MAP:URI="${map}"\n`
  return `${discontinuity ? '#EXT-X-DISCONTINUITY\n' : ''}${fresh}#EXT-X-PROGRAM-DATE-TIME:${new Date(startedAt).toISOString()}\n`
}

export const partLines = ({ parts }: Entry): string =>
  parts
    .map(
      ({ uri, durationSeconds, independent }) =>
        `#EXT-X-PART:DURATION=${Number(durationSeconds.toFixed(6))},URI="${uri}"${independent ? ',INDEPENDENT=YES' : ''}\n`,
    )
    .join('')
