import { setTimeout as pause } from 'node:timers/promises'
import { type ReadPlaylist, readPlaylist } from '../server/origin/playlist.fixture.ts'

/** A player that follows a channel by blocking reloads, without a picture. */
export type HlsViewer = {
  /** Media sequence numbers of whole segments, in the order in which they were first seen. */
  readonly seen: readonly number[]
  /** Epochs of parts and segments whose bytes came, in order. */
  readonly epochs: readonly string[]
  /** How often a list began earlier than one before it. */
  readonly stepsBack: number
  /** Bytes of parts that came. */
  readonly bytes: number
  readonly last: ReadPlaylist | null
  /** All lists, as they came. */
  readonly lists: readonly string[]
  stop(): Promise<void>
}

/** `base` is the address of the channel: `…/live/<public id>`. Asks again after what failed, as players do. */
export function watchHls(base: string): HlsViewer {
  const stopping = new AbortController()
  const { signal } = stopping
  const seen: number[] = []
  const epochs: string[] = []
  const lists: string[] = []
  const fetched = new Set<string>()
  let stepsBack = 0
  let bytes = 0
  let last: ReadPlaylist | null = null

  const running = (async () => {
    while (!signal.aborted) {
      try {
        await look()
      } catch {
        if (!signal.aborted) await pause(200)
      }
    }
  })()

  async function look(): Promise<void> {
    const answer = await fetch(`${base}/source.m3u8${last === null ? '' : asks(last)}`, { signal })
    const text = await answer.text()
    if (answer.status !== 200) {
      // Whoever has the channel now does not know of the part that the one before was about to make.
      last = answer.status === 400 ? null : last
      await pause(200)
      return
    }
    lists.push(text)
    const list = readPlaylist(text)
    if (last && list.sequence < last.sequence) stepsBack += 1
    last = list
    for (const { sequence } of list.segments) if (!seen.includes(sequence)) seen.push(sequence)
    const uris = [...list.segments.slice(-1).flatMap(({ parts }) => parts), ...list.loose].map(
      ({ uri }) => uri,
    )
    for (const uri of uris.filter((one) => !fetched.has(one))) await take(uri)
  }

  async function take(uri: string): Promise<void> {
    const answer = await fetch(`${base}/${uri}`, { signal })
    const body = await answer.arrayBuffer()
    if (answer.status !== 200) return
    fetched.add(uri)
    bytes += body.byteLength
    const epoch = uri.split('/')[0]!
    if (epochs.at(-1) !== epoch) epochs.push(epoch)
  }

  return {
    seen,
    epochs,
    lists,
    get stepsBack() {
      return stepsBack
    },
    get bytes() {
      return bytes
    },
    get last() {
      return last
    },
    async stop() {
      stopping.abort()
      await running
    },
  }
}

/** The next part, or the next segment where there are no parts. */
function asks({ sequence, segments, loose, partTarget }: ReadPlaylist): string {
  const next = sequence + segments.length
  return partTarget === null ? `?_HLS_msn=${next}` : `?_HLS_msn=${next}&_HLS_part=${loose.length}`
}
