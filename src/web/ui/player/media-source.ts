import type Hls from 'hls.js/light'

export type Quality = { id: number; label: string }

/** How a source ended: its paths expired, or it cannot be played. */
export type SourceFault = { kind: 'expired' | 'network' | 'media'; words: string }

/** A source in a video element: hls.js where the browser has media sources, else the browser's own HLS. */
export type OpenSource = {
  /** Best first; empty where the browser chooses by itself. */
  qualities(): Quality[]
  /** The one that plays now; -1 before the first picture. */
  playing(): number
  /** The chosen one, -1 is automatic. */
  chosen(): number
  choose(id: number): void
  close(): void
}

export async function openSource(
  video: HTMLVideoElement,
  source: { hls: string; live: boolean; from: number },
  on: { changed: () => void; fault: (fault: SourceFault) => void },
): Promise<OpenSource> {
  const { default: Player } = await import('hls.js/light')
  return Player.isSupported() ? openHls(Player, video, source, on) : openNative(video, source, on)
}

const expired = (status: number | undefined) => status !== undefined && [401, 403, 404, 410].includes(status)
const networkWords = 'The video stopped loading. Check your connection and try again.'
const mediaWords = 'This browser cannot show the video. Try another quality, or download the original.'

function openHls(
  Player: typeof Hls,
  video: HTMLVideoElement,
  source: { hls: string; live: boolean; from: number },
  on: { changed: () => void; fault: (fault: SourceFault) => void },
): OpenSource {
  const hls = new Player({
    // Fragments are MP4 already: nothing to convert, so no worker, and no worker from a blob.
    enableWorker: false,
    startPosition: source.live ? -1 : source.from,
    lowLatencyMode: source.live,
    capLevelToPlayerSize: true,
    maxBufferLength: 30,
    backBufferLength: 60,
  })
  let rescues = 0
  hls.on(Player.Events.MANIFEST_PARSED, on.changed)
  hls.on(Player.Events.LEVELS_UPDATED, on.changed)
  hls.on(Player.Events.LEVEL_SWITCHED, on.changed)
  hls.on(Player.Events.FRAG_BUFFERED, () => (rescues = 0))
  hls.on(Player.Events.ERROR, (_, error) => {
    if (!error.fatal) return
    if (expired(error.response?.code)) return on.fault({ kind: 'expired', words: networkWords })
    if (error.type === Player.ErrorTypes.MEDIA_ERROR && rescues++ < 2) return hls.recoverMediaError()
    const network = error.type === Player.ErrorTypes.NETWORK_ERROR
    on.fault(network ? { kind: 'network', words: networkWords } : { kind: 'media', words: mediaWords })
  })
  hls.loadSource(source.hls)
  hls.attachMedia(video)
  return {
    qualities: () => qualitiesOf(hls.levels),
    playing: () => hls.currentLevel,
    chosen: () => (hls.autoLevelEnabled ? -1 : hls.loadLevel),
    choose(id) {
      hls.nextLevel = id
      on.changed()
    },
    close: () => hls.destroy(),
  }
}

/** `1080p`; with the bit rate where a height comes twice, as when the source itself is one of them. */
function qualitiesOf(levels: readonly { width: number; height: number; bitrate: number }[]): Quality[] {
  const found = levels.map(({ width, height, bitrate }, id) => ({
    id,
    bitrate,
    side: Math.min(width, height),
  }))
  return found
    .toSorted((a, b) => b.side - a.side || b.bitrate - a.bitrate)
    .map(({ id, side, bitrate }) => {
      const twice = found.filter((other) => other.side === side).length > 1
      const name = side > 0 ? `${side}p` : 'Sound only'
      return { id, label: twice ? `${name}, ${(bitrate / 1e6).toFixed(1)} Mbit/s` : name }
    })
}

function openNative(
  video: HTMLVideoElement,
  source: { hls: string; live: boolean; from: number },
  on: { fault: (fault: SourceFault) => void },
): OpenSource {
  const failed = () =>
    // The browser does not tell an expired path from a lost connection: asking for the playlist does.
    void fetch(source.hls, { method: 'HEAD' }).then(
      (answer) =>
        on.fault(
          expired(answer.status)
            ? { kind: 'expired', words: networkWords }
            : { kind: 'media', words: mediaWords },
        ),
      () => on.fault({ kind: 'network', words: networkWords }),
    )
  video.addEventListener('error', failed)
  video.src = source.hls
  if (!source.live && source.from > 0)
    video.addEventListener('loadedmetadata', () => (video.currentTime = source.from), { once: true })
  return {
    qualities: () => [],
    playing: () => -1,
    chosen: () => -1,
    choose: () => {},
    close() {
      video.removeEventListener('error', failed)
      video.removeAttribute('src')
      video.load()
    },
  }
}
