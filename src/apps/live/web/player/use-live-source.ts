import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react'
import { automatic, type LiveOpening, type LiveSource, openLiveSource, soundOnly } from './live-source.ts'
import { openSupervisor, type Supervisor } from './supervisor.ts'

/** Paths of a channel; signed ones expire, and `onExpired` brings fresh ones. */
export type LivePaths = { hls: string; dvr: string | null }

type Open = { source: LiveSource; mode: 'edge' | 'rewound' }

/** A player whose encoder is back goes on by itself within this time, or is opened again. */
const soonMs = 500

/**
 * Plays a channel and keeps it playing. `onAir` is false while its encoder is away: the last picture stays, and as soon as it is back the
 * player goes on. `still` shows the last picture while another source is opened. `mutedByBrowser`: a page may not begin with sound.
 */
export function useLiveSource(
  video: { current: HTMLVideoElement | null },
  still: { current: HTMLCanvasElement | null },
  paths: LivePaths,
  { onAir, onExpired }: { onAir: boolean; onExpired?: (() => Promise<LivePaths | null>) | undefined },
) {
  const [mode, setMode] = useState<Open['mode']>('edge')
  const [chosen, setChosen] = useState(automatic)
  const [mutedByBrowser, setMutedByBrowser] = useState(false)
  const [isPlayable, setIsPlayable] = useState(true)
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  const open = useRef<Open | null>(null)
  const supervisor = useRef<Supervisor | null>(null)
  const latest = useRef({ paths, onExpired, onAir, quality: automatic, opening: 0, isBroken: false })
  useEffect(() => {
    Object.assign(latest.current, { paths, onExpired, onAir })
  }, [paths, onExpired, onAir])

  const begin = useCallback(
    async (from: LiveOpening['from']) => {
      const element = video.current
      if (!element) return
      const round = ++latest.current.opening
      latest.current.isBroken = false
      if (still.current) keepStill(element, still.current)
      open.current?.source.close()
      open.current = null
      const { paths: known, quality } = latest.current
      const broken = () => {
        // While the encoder is away there is nothing to open, and the last picture stays.
        if (latest.current.onAir) supervisor.current?.broken()
        else latest.current.isBroken = true
      }
      const url = from === 'edge' ? known.hls : (known.dvr ?? known.hls)
      const source = await openLiveSource(
        element,
        { url, from, quality },
        {
          changed: redraw,
          broken,
          unplayable: () => setIsPlayable(false),
          expired() {
            const { onExpired: renew } = latest.current
            if (!renew) return broken()
            void renew().then((fresh) => {
              if (fresh) latest.current.paths = fresh
              broken()
            }, broken)
          },
        },
      )
      if (round !== latest.current.opening) return source.close()
      open.current = { source, mode: from === 'edge' ? 'edge' : 'rewound' }
      setMode(open.current.mode)
      redraw()
      setMutedByBrowser(await playWithSound(element))
    },
    [video, still],
  )

  useEffect(() => {
    const kept = latest.current
    // Who has rewound begins at the newest picture when the player breaks: that place may be gone.
    const watching = openSupervisor(() => void begin('edge'))
    supervisor.current = watching
    void begin('edge')
    const stopLooking = watchStandstill(video, () => kept.onAir, watching)
    return () => {
      stopLooking()
      watching.close()
      kept.opening += 1
      open.current?.source.close()
      open.current = null
    }
  }, [begin, video])

  useEffect(() => {
    if (!onAir) return
    if (latest.current.isBroken) supervisor.current?.broken()
    supervisor.current?.hurry()
    const before = video.current?.currentTime ?? 0
    const timer = setTimeout(() => {
      const element = video.current
      if (before === 0 || !element || element.paused || element.currentTime !== before) return
      supervisor.current?.broken()
      supervisor.current?.hurry()
    }, soonMs)
    return () => clearTimeout(timer)
  }, [onAir, video])

  const actions = useMemo(
    () => ({
      /** To the newest picture, from wherever one is. */
      toEdge() {
        if (open.current?.mode === 'edge') {
          open.current.source.toEdge()
          void video.current?.play().catch(() => {})
        } else void begin('edge')
      },
      /** Back to a part (0–1) of the event, or by some seconds from its newest picture. */
      rewind: (from: Exclude<LiveOpening['from'], 'edge'>) => void begin(from),
      choose(quality: number) {
        const before = latest.current.quality
        latest.current.quality = quality
        setChosen(quality)
        // Sound alone is another playlist.
        if (quality === soundOnly || before === soundOnly) void begin('edge')
        else open.current?.source.choose(quality)
      },
      latency: () => open.current?.source.latency() ?? { now: 0, target: 0 },
    }),
    [begin, video],
  )
  return {
    ...actions,
    mode,
    chosen,
    playing: open.current?.source.playing() ?? -1,
    qualities: open.current?.source.qualities() ?? [],
    mutedByBrowser,
    /** False where the browser plays no stream at all. */
    isPlayable,
    soundCameOn: () => setMutedByBrowser(false),
  }
}

/** Covers the picture with itself until the next source moves. */
function keepStill(video: HTMLVideoElement, still: HTMLCanvasElement): void {
  if (video.videoWidth === 0 || video.readyState < 2) return
  still.width = video.videoWidth
  still.height = video.videoHeight
  still.getContext('2d')?.drawImage(video, 0, 0)
  still.hidden = false
  const drop = () => (still.hidden = true)
  video.addEventListener('playing', drop, { once: true })
}

/** Browsers let a page begin with sound only when the person has been active on it. Answers whether it plays without. */
async function playWithSound(video: HTMLVideoElement): Promise<boolean> {
  try {
    await video.play()
    return false
  } catch (problem) {
    if (!(problem instanceof DOMException) || problem.name !== 'NotAllowedError') return false
    video.muted = true
    await video.play().catch(() => {})
    return true
  }
}

/** A channel on air whose picture has not moved for five seconds, though nobody has paused it, is opened again. */
function watchStandstill(
  video: { current: HTMLVideoElement | null },
  isOnAir: () => boolean,
  supervisor: Supervisor,
): () => void {
  let last = { at: 0, since: Date.now() }
  const look = () => {
    const element = video.current
    if (!element) return
    const at = element.currentTime
    if (at !== last.at) {
      last = { at, since: Date.now() }
      if (at > 0) supervisor.playing()
    } else if (element.paused || !isOnAir()) last.since = Date.now()
    else if (Date.now() - last.since > 5000) {
      last.since = Date.now()
      supervisor.broken()
    }
  }
  const timer = setInterval(look, 500)
  return () => clearInterval(timer)
}
