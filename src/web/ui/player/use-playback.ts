import { type SyntheticEvent, useCallback, useMemo, useState } from 'react'

/** What the video does right now, as React sees it. Seconds; volume 0–1. */
export type Playback = {
  time: number
  duration: number
  /** End of what is loaded around the current time. */
  buffered: number
  paused: boolean
  waiting: boolean
  ended: boolean
  volume: number
  muted: boolean
  rate: number
}

const before: Playback = {
  time: 0,
  duration: 0,
  buffered: 0,
  paused: true,
  waiting: true,
  ended: false,
  volume: 1,
  muted: false,
  rate: 1,
}

/** Spread `events` on the video; `playback` follows it. */
export function usePlayback() {
  const [playback, setPlayback] = useState(before)
  const read = useCallback((event: SyntheticEvent<HTMLVideoElement>) => {
    const video = event.currentTarget
    const waiting = event.type === 'waiting' || event.type === 'seeking'
    setPlayback((was) => ({
      time: video.currentTime,
      duration: Number.isFinite(video.duration) ? video.duration : 0,
      buffered: loadedTo(video),
      paused: video.paused,
      waiting:
        waiting || (was.waiting && !['playing', 'seeked', 'canplay', 'timeupdate'].includes(event.type)),
      ended: video.ended,
      volume: video.volume,
      muted: video.muted || video.volume === 0,
      rate: video.playbackRate,
    }))
  }, [])
  const events = useMemo(
    () => ({
      onTimeUpdate: read,
      onDurationChange: read,
      onProgress: read,
      onPlay: read,
      onPlaying: read,
      onPause: read,
      onWaiting: read,
      onSeeking: read,
      onSeeked: read,
      onCanPlay: read,
      onEnded: read,
      onVolumeChange: read,
      onRateChange: read,
    }),
    [read],
  )
  return { playback, events }
}

function loadedTo(video: HTMLVideoElement): number {
  for (let index = 0; index < video.buffered.length; index++)
    if (
      video.buffered.start(index) <= video.currentTime + 0.1 &&
      video.buffered.end(index) >= video.currentTime
    )
      return video.buffered.end(index)
  return 0
}
