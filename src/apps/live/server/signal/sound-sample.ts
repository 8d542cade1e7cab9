import type { PackagedListener } from '../packager/packaged.ts'

/** Keeps the last whole segment of sound of a push, so that somebody can listen to it: a file of its own. */
export type SoundSample = PackagedListener & { last(): Buffer[] | null }

export function openSoundSample(): SoundSample {
  let init: Buffer | null = null
  let segment: Buffer[] | null = null
  return {
    track(track) {
      if (track.rendition === 'audio') [init, segment] = [track.init, null]
    },
    part: () => undefined,
    segment({ rendition, parts }) {
      if (rendition === 'audio') segment = parts.map((part) => part.bytes)
    },
    end: () => undefined,
    last: () => (init && segment ? [init, ...segment] : null),
  }
}
