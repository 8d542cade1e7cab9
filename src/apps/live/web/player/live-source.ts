import type Hls from 'hls.js/light'

/** What may be watched of a channel: the picture as it comes, a smaller one, or its sound alone. */
export type Quality = { id: number; label: string }
/** In `Quality.id`. */
export const automatic = -1
export const soundOnly = -2

export type LiveOpening = {
  url: string
  /** Where to begin: at the newest picture, or at this part (0–1) of the event, or so many seconds before its newest picture. */
  from: 'edge' | { part: number } | { before: number }
  quality: number
}

/** A live playlist in a video element: hls.js where the browser has media sources, else the browser's own HLS. */
export type LiveSource = {
  /** Best first; empty where the browser chooses by itself. */
  qualities(): Quality[]
  /** The one that plays now; -1 before the first picture. */
  playing(): number
  choose(id: number): void
  /** Seconds behind the newest picture, and how many of them a smooth player needs. */
  latency(): { now: number; target: number }
  /** Goes to the newest picture. */
  toEdge(): void
  close(): void
}

export type LiveSourceEvents = {
  /** Qualities are known, or another one plays. */
  changed: () => void
  broken: () => void
  /** The paths are no longer good: signed ones expire. */
  expired: () => void
  /** This browser plays no stream at all. */
  unplayable: () => void
}

export async function openLiveSource(
  video: HTMLVideoElement,
  opening: LiveOpening,
  on: LiveSourceEvents,
): Promise<LiveSource> {
  const { default: Player } = await import('hls.js/light')
  return Player.isSupported() ? openHls(Player, video, opening, on) : openNative(video, opening, on)
}

type Level = { url: readonly string[]; width: number; height: number; bitrate: number }

function openHls(
  Player: typeof Hls,
  video: HTMLVideoElement,
  opening: LiveOpening,
  on: LiveSourceEvents,
): LiveSource {
  const hls = new Player({
    // Fragments are MP4 already: nothing to convert, so no worker, and no worker from a blob.
    enableWorker: false,
    lowLatencyMode: opening.from === 'edge',
    maxLiveSyncPlaybackRate: 1.1,
    liveSyncOnStallIncrease: 0.25,
    backBufferLength: 30,
  })
  let wanted = opening.quality
  let sound: string | undefined
  let hasSoundOpened = false
  let rescues = 0
  hls.on(Player.Events.MANIFEST_LOADED, (_, { levels }) => {
    // hls.js leaves sound alone out of the choice where there is a picture too, so its playlist is opened by itself.
    const alone = levels.find(({ width, videoCodec }) => !width && !videoCodec)
    if (levels.length > 1) sound = alone?.url
    if (wanted === soundOnly && sound && !hasSoundOpened) {
      hasSoundOpened = true
      hls.loadSource(sound)
    }
  })
  hls.on(Player.Events.MANIFEST_PARSED, () => {
    if (wanted >= 0) hls.loadLevel = wanted
    // Another playlist in the same element stops it.
    if (hasSoundOpened) void video.play().catch(() => {})
    on.changed()
  })
  if (opening.from !== 'edge') beginAt(Player, hls, opening.from)
  hls.on(Player.Events.LEVEL_SWITCHED, on.changed)
  hls.on(Player.Events.FRAG_BUFFERED, () => (rescues = 0))
  hls.on(Player.Events.ERROR, (_, error) => {
    if (!error.fatal) return
    if (error.type === Player.ErrorTypes.MEDIA_ERROR && rescues++ < 2) return hls.recoverMediaError()
    if (isExpired(error.response?.code)) on.expired()
    else on.broken()
  })
  hls.loadSource(opening.url)
  hls.attachMedia(video)
  return {
    qualities: () => [
      ...(hasSoundOpened ? [] : qualitiesOf(hls.levels)),
      ...(sound ? [{ id: soundOnly, label: 'Sound only' }] : []),
    ],
    playing: () => (hasSoundOpened ? soundOnly : hls.currentLevel),
    choose(id) {
      wanted = id
      if (id >= automatic) hls.nextLevel = id
      on.changed()
    },
    latency: () => ({ now: hls.latency, target: hls.targetLatency ?? 0 }),
    toEdge() {
      if (hls.liveSyncPosition !== null) video.currentTime = hls.liveSyncPosition
    },
    close: () => hls.destroy(),
  }
}

/** The length of an event is known when its playlist is there. */
function beginAt(Player: typeof Hls, hls: Hls, from: Exclude<LiveOpening['from'], 'edge'>): void {
  hls.once(Player.Events.LEVEL_LOADED, (_, { details }) => {
    const { edge } = details
    const at = 'part' in from ? from.part * edge : edge - from.before
    hls.stopLoad()
    hls.startLoad(Math.max(0.1, Math.min(at, edge - 1)))
  })
}

/** As it comes, then what the house makes of it. */
const qualitiesOf = (levels: readonly Level[]): Quality[] =>
  levels
    .map(({ width, height }, id) => ({ id, side: Math.min(width, height) }))
    .toSorted((a, b) => b.side - a.side)
    .map(({ id, side }) => ({ id, label: side > 0 ? `${side}p` : 'As it comes' }))

const isExpired = (status: number | undefined) =>
  status !== undefined && [401, 403, 404, 410].includes(status)

function openNative(video: HTMLVideoElement, opening: LiveOpening, on: LiveSourceEvents): LiveSource {
  const failed = () =>
    // The browser does not tell an expired path from a lost connection: asking for the playlist does.
    void fetch(opening.url, { method: 'HEAD' }).then(
      ({ status }) => (isExpired(status) ? on.expired() : on.broken()),
      () => on.broken(),
    )
  const end = () => (video.seekable.length > 0 ? video.seekable.end(video.seekable.length - 1) : 0)
  const { from } = opening
  let hasBegun = from === 'edge'
  // How far back one can go is known some time after the first words about the stream.
  const begin = () => {
    if (hasBegun || from === 'edge' || end() === 0) return
    hasBegun = true
    video.currentTime = 'part' in from ? from.part * end() : Math.max(0, end() - from.before)
  }
  if (video.canPlayType('application/vnd.apple.mpegurl') === '') on.unplayable()
  else {
    video.addEventListener('error', failed)
    for (const event of known) video.addEventListener(event, begin)
    video.src = opening.url
  }
  return {
    qualities: () => [],
    playing: () => -1,
    choose: () => {},
    latency: () => ({ now: end() - video.currentTime, target: 2 }),
    toEdge: () => void (video.currentTime = end()),
    close() {
      video.removeEventListener('error', failed)
      for (const event of known) video.removeEventListener(event, begin)
      video.removeAttribute('src')
      video.load()
    },
  }
}

const known = ['loadedmetadata', 'durationchange', 'canplay', 'progress'] as const
