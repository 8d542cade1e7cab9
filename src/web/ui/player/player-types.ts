/** What a player shows. Paths may be signed and expire; `onExpired` brings fresh ones. */
export type PlayerSource = {
  title: string
  /** HLS master playlist. */
  hls: string
  poster: string | null
  /** The poster in several widths, for the cover. */
  cover?: { srcSet: string; sizes: string }
  /** WebVTT naming tiles of one picture, for the preview above the seek bar. */
  storyboard?: string | undefined
  captions?: readonly { src: string; label: string; language: string }[]
  /** Seconds, when known before the playlist is read. */
  durationSeconds?: number | null
  live?: boolean
}

/** The player's hands, for comments with a time and links with `?t=`. */
export type PlayerControl = {
  /** Goes to a second and plays. Starts the player when it still shows its poster. */
  seek: (seconds: number) => void
  /** The second that is on the screen; 0 before the start. */
  time: () => number
}

export type PlayerProps = {
  source: PlayerSource
  /** Fresh paths for the same thing; rejects when it may no longer be seen. */
  onExpired?: () => Promise<PlayerSource>
  /** Second to begin at. */
  start?: number
  control?: { current: PlayerControl | null }
  /** Width by height of the room it takes, from the first paint on. Default 16/9. */
  aspect?: number
  className?: string
}
