import type { Clock } from '#platform/clock.ts'

/**
 * The encoder's timestamps as one time that only goes on. Encoders restart their clocks, wrap at 2^32, stand still and jump; picture and sound
 * keep the distance that the encoder gave them.
 */
export type Timeline = {
  /** Milliseconds of media; for the picture above all earlier ones. `broke`: what comes is not the continuation of what was. */
  place(track: 'video' | 'audio', timestamp: number): { ms: number; broke: boolean }
}

type Track = {
  raw: number
  unwrapped: number
  shift: number
  last: number
  /** How far the one before was from its predecessor. */
  step: number
  wall: number
  stuck: number
}

const [backMs, gapMs, longestGapMs, apartMs] = [500, 1500, 10_000, 3000]
/**
 * Where media time begins: room for a track that begins before the one that came first, and for frames that are shown before they are
 * decoded, as some encoders have it.
 */
const mediaStart = apartMs + 1000
const stuckFrames = 30

export function openTimeline(clock: Clock): Timeline {
  const tracks: { video?: Track; audio?: Track } = {}
  let latest = mediaStart
  let told = clock.now()

  const begin = (timestamp: number, other: Track | undefined, now: number): Track => {
    const unwrapped = other ? other.unwrapped + ((timestamp - other.raw) | 0) : 0
    const shift = other?.shift ?? mediaStart
    // A clock of its own, when the encoder counts picture and sound from different moments.
    const fits = Math.abs(unwrapped + shift - latest) <= apartMs
    return {
      raw: timestamp,
      unwrapped,
      shift: fits ? shift : latest - unwrapped,
      last: -Infinity,
      step: 0,
      wall: now,
      stuck: 0,
    }
  }

  /** Follows the jump that the other track has made, so that both stay together (true); else goes on right behind what was. */
  const rebase = (track: Track, other: Track | undefined): boolean => {
    const followed = track.unwrapped + (other?.shift ?? Infinity)
    const fits =
      other?.shift !== track.shift && Math.abs(followed - latest) <= apartMs && followed > track.last
    track.shift = fits ? other!.shift : latest + 20 - track.unwrapped
    return fits
  }

  return {
    place(kind, timestamp) {
      const now = clock.now()
      const other = tracks[kind === 'video' ? 'audio' : 'video']
      const track = (tracks[kind] ??= begin(timestamp, other, now))
      track.unwrapped += (timestamp - track.raw) | 0
      track.raw = timestamp
      let ms = track.unwrapped + track.shift
      const ahead = ms - latest
      // A camera that sends a picture every few seconds may; a gap is left out.
      const most = track.step > ahead / 3 ? longestGapMs : gapMs
      const first = track.last === -Infinity
      const leapt = !first && (ahead > most || (ahead > 1000 && ahead > 2 * (now - told) + 1000))
      const back = ms < track.last - backMs
      track.step = ahead
      track.stuck = ms <= track.last && !back ? track.stuck + 1 : 0
      let broke = (leapt || back) && !rebase(track, other)
      if (track.stuck > stuckFrames) {
        // The clock stands still: ours takes over.
        track.shift += track.last + Math.min(100, Math.max(1, now - track.wall)) - ms
        broke = track.stuck === stuckFrames + 1
      }
      ms = track.unwrapped + track.shift
      if (kind === 'video' && ms <= track.last) ms = track.last + 1
      track.last = Math.max(track.last, ms)
      track.wall = now
      latest = Math.max(latest, ms)
      told = now
      return { ms, broke }
    },
  }
}
