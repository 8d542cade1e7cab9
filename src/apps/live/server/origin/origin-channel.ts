import type { PackagedListener, RenditionId, Track } from '../packager/packaged.ts'
import { type Rendered, render } from './answers.ts'
import { mediaPlaylist, nextPart, type PlaylistKind } from './media-playlist.ts'
import { multivariant } from './multivariant.ts'
import { type OriginAccess, type OriginChannel, type OriginOptions, renditionIds } from './origin.ts'
import { type Entry, gapUri, openRenditionList, partUri, type RenditionList } from './rendition-list.ts'
import { openWaitingRoom, type WaitingRoom } from './waiting-room.ts'

/** A channel as the door sees it. */
export type ServedChannel = OriginChannel & {
  readonly grants: OriginAccess
  readonly past: OriginOptions['past']
  readonly waiting: WaitingRoom
  readonly targetSeconds: number
  readonly flowing: boolean
  readonly ended: boolean
  /** Null before there is a whole segment, or when there is no such rendition. */
  playlist(rendition: RenditionId, kind: PlaylistKind): Rendered | null
  index(plain: boolean): Rendered | null
  list(rendition: RenditionId): RenditionList | undefined
  file(path: string): readonly Buffer[] | null
  /** It will be there in a moment. */
  hinted(path: string): boolean
}

/** Seconds and bytes of each rendition that stay in memory. */
const kept = { seconds: 60, bytes: 96 * 2 ** 20 }
/** Segments; a small picture that is so far behind its source is gone, whoever made it. */
const stale = 4
const unknownRate = { bitsPerSecond: 4_000_000, average: 3_000_000 }
/** Init segments stay for as long as lists may name them; a push that changes its settings all the time loses the first. */
const keptInits = 500

export async function openOriginChannel({
  access,
  past,
}: Pick<OriginOptions, 'access' | 'past'>): Promise<ServedChannel> {
  const waiting = openWaitingRoom()
  const renditions = new Map<RenditionId, { list: RenditionList; track: Track | null; inits: number }>()
  const files = new Map<string, Buffer[]>()
  const inits: string[] = []
  /** Lists as they stand: those that tell of parts, and those that only a whole segment changes. */
  const made = { parts: new Map<string, Rendered>(), segments: new Map<string, Rendered>() }
  let current: PackagedListener | null = null
  let [grants, ended, dirty, targetSeconds] = [access, false, false, 2]

  const renditionOf = (id: RenditionId) => {
    let one = renditions.get(id)
    if (!one) renditions.set(id, (one = { list: openRenditionList(), track: null, inits: 0 }))
    return one
  }
  const drop = (gone: Entry) => {
    files.delete(gone.uri)
    for (const { uri } of gone.parts) files.delete(uri)
  }
  const trim = ({ list }: { list: RenditionList }) => {
    const least = 6
    list.trim({ ...kept, seconds: Math.max(kept.seconds, 6 * targetSeconds), least }).forEach(drop)
  }
  /** All that one turn of the event loop brings is told at once: a part and the segment that it closes. */
  const news = ({ ofPart = false } = {}) => {
    if (!ofPart) made.segments.clear()
    if (dirty) return
    dirty = true
    queueMicrotask(() => {
      dirty = false
      made.parts.clear()
      waiting.look()
    })
  }
  /** A rendition that lags behind for more than a segment had nothing to say then. */
  const fillGaps = (entry: Entry) => {
    for (const [id, one] of renditions) {
      const { list } = one
      const last = list.entries.at(-1)
      if (id === 'audio' && last && last.sequence < entry.sequence - 1 && list.atWork === null)
        list.add({
          ...entry,
          map: last.map,
          uri: gapUri(entry.sequence - 1),
          sequence: entry.sequence - 1,
          parts: [],
          gap: true,
          bytes: 0,
        })
      if (id === '360' && entry.sequence - (list.atWork ?? last ?? entry).sequence > stale) forget(one)
      trim(one)
    }
  }

  /** The small picture comes and goes: its list begins with the breaks that the source has had, and has a gap for what it lacks. */
  const follow = (sequence: number) => {
    const one = renditionOf('360')
    const source = renditionOf('source').list
    const last = one.list.entries.at(-1)
    if (one.list.atWork?.sequence === sequence || last?.sequence === sequence) return
    if (!last) {
      const begun = [...source.entries, ...(source.atWork ? [source.atWork] : [])]
      const breaks = begun.filter((entry) => entry.discontinuity && entry.sequence <= sequence).length
      one.list = openRenditionList(source.past.discontinuities + breaks)
      return
    }
    for (const entry of source.entries)
      if (entry.sequence > last.sequence && entry.sequence < sequence)
        one.list.add({
          ...entry,
          map: last.map,
          uri: gapUri(entry.sequence),
          parts: [],
          gap: true,
          bytes: 0,
        })
  }
  const forget = (one: { list: RenditionList; track: Track | null }) => {
    const { atWork, entries } = one.list
    for (const entry of [...entries, ...(atWork ? [atWork] : [])]) drop(entry)
    one.list = openRenditionList()
    one.track = null
  }

  const listenerOf = (epoch: string): PackagedListener => {
    const name = (rendition: RenditionId, sequence: number) => ({
      uri: `${epoch}/${rendition}-${sequence}.m4s`,
      map: `${epoch}/${rendition}-${renditionOf(rendition).inits - 1}.mp4`,
    })
    const listener: PackagedListener = {
      track(track) {
        if (current !== listener) return
        const one = renditionOf(track.rendition)
        one.track = track
        one.inits += 1
        const { map } = name(track.rendition, 0)
        files.set(map, [track.init])
        inits.push(map)
        if (inits.length > keptInits) files.delete(inits.shift()!)
        news()
      },
      part(part) {
        if (current !== listener) return
        if (part.rendition === '360') follow(part.sequence)
        const called = name(part.rendition, part.sequence)
        files.set(partUri(called.uri, part.index), [part.bytes])
        renditionOf(part.rendition).list.part(part, called)
        news({ ofPart: true })
      },
      segment(segment) {
        if (current !== listener) return
        const called = name(segment.rendition, segment.sequence)
        const one = renditionOf(segment.rendition)
        targetSeconds = segment.targetSeconds
        files.set(
          called.uri,
          segment.parts.map((part) => part.bytes),
        )
        one.list.segment(segment, called)
        if (segment.rendition === 'source') fillGaps(one.list.entries.at(-1)!)
        trim(one)
        news()
      },
      dropped(rendition) {
        const one = renditions.get(rendition)
        if (current !== listener || !one) return
        forget(one)
        news()
      },
      end() {
        if (current !== listener) return
        current = null
        news()
      },
    }
    return listener
  }

  const make = (of: 'parts' | 'segments', key: string, text: () => string): Rendered => {
    const known = made[of].get(key)
    if (known) return known
    const rendered = render(text())
    made[of].set(key, rendered)
    return rendered
  }

  for (const { epoch, init, ...segment } of (await past?.list()) ?? []) {
    const [uri, map] = [`${epoch}/source-${segment.sequence}.m4s`, `${epoch}/source-${init}.mp4`]
    const one = renditionOf('source')
    one.list.add({ ...segment, uri, map, parts: [], allParts: false, gap: false, bytes: 0 })
    targetSeconds = segment.targetSeconds
    trim(one)
  }

  return {
    waiting,
    past,
    get grants() {
      return grants
    },
    get targetSeconds() {
      return targetSeconds
    },
    get flowing() {
      return current !== null
    },
    get ended() {
      return ended
    },

    push(epoch) {
      if (!/^[a-z0-9]{1,24}$/.test(epoch)) throw new Error('an epoch is made of a-z and 0-9')
      for (const one of renditions.values()) {
        one.inits = 0
        const left = one.list.abandon()
        if (left) drop(left)
      }
      current = listenerOf(epoch)
      // Whoever waits for a part of the push before waits for nothing.
      news()
      return current
    },
    access: (next) => void (grants = next),
    end() {
      ended = true
      current = null
      news()
    },
    close() {
      current = null
      files.clear()
      waiting.empty()
    },
    figures: () => ({
      blocked: waiting.size,
      bytes: [...renditions.values()]
        .flatMap(({ list }) => list.entries)
        .reduce((sum, { bytes }) => sum + bytes, 0),
      lastSequence: renditions.get('source')?.list.entries.at(-1)?.sequence ?? null,
    }),

    playlist(rendition, kind) {
      const list = renditions.get(rendition)?.list
      if (!list || list.entries.length === 0) return null
      const name = `${rendition} ${kind.parts} ${kind.dvr} ${kind.skip} ${kind.cached}`
      return make(kind.parts ? 'parts' : 'segments', name, () => {
        const others = [...renditions]
          .filter(([id]) => id !== rendition)
          .map(([id, other]) => ({ uri: `${id}.m3u8`, list: other.list }))
        return mediaPlaylist(kind, {
          list,
          targetSeconds,
          flowing: current !== null,
          ended,
          others,
        })
      })
    },
    index(plain) {
      const variants = renditionIds.flatMap((rendition) => {
        const { list, track = null } = renditions.get(rendition) ?? {}
        const rates =
          list?.entries
            .filter(({ bytes }) => bytes > 0)
            .map((entry) => (entry.bytes * 8) / entry.durationSeconds) ?? []
        // What an earlier process kept can be watched before the encoder is back.
        if (rates.length === 0)
          return list && list.entries.length > 0 ? [{ rendition, track, ...unknownRate }] : []
        const average = rates.reduce((sum, rate) => sum + rate, 0) / rates.length
        return [
          { rendition, track, bitsPerSecond: Math.ceil(Math.max(...rates)), average: Math.ceil(average) },
        ]
      })
      return variants.length === 0
        ? null
        : make('parts', `index${plain}`, () => multivariant(variants, plain))
    },
    list: (rendition) => renditions.get(rendition)?.list,
    file: (path) => files.get(path) ?? null,
    hinted: (path) =>
      current !== null && [...renditions.values()].some(({ list }) => nextPart(list) === path),
  }
}
