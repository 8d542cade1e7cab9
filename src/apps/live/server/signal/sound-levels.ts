import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Platform } from '#platform/platform.ts'
import type { RunningPush } from '../ingest/running-push.ts'

/** Milliseconds between two measurements of one push. Each decodes two seconds of sound, and only while an operator looks. */
const every = 5000

/** How loud pushes are, measured now and then in the background of whoever asks. */
export function openSoundLevels({
  clock,
  log,
  media,
  storage,
}: Pick<Platform, 'clock' | 'log' | 'media' | 'storage'>) {
  const known = new WeakMap<RunningPush, { peak: number | null; at: number }>()
  const stopping = new AbortController()
  let measuring = false

  const measure = async (push: RunningPush, sample: Buffer[]) => {
    const peak = await storage.withFolder(async (folder) => {
      const file = join(folder, 'sound.mp4')
      await writeFile(file, sample)
      return media.loudest(file, { signal: stopping.signal })
    })
    known.set(push, { peak, at: clock.now() })
  }

  return {
    /** dB below full scale, null while it is not known. What it answers is some seconds old; asking starts the next look. */
    of(push: RunningPush): number | null {
      const last = known.get(push)
      const sample = push.sound.last()
      if (!measuring && sample && (!last || clock.now() - last.at > every)) {
        measuring = true
        known.set(push, { peak: last?.peak ?? null, at: clock.now() })
        void measure(push, sample)
          .catch((error: unknown) => {
            if (!stopping.signal.aborted)
              log.debug({ err: error }, 'the sound of a push could not be measured')
          })
          .finally(() => {
            measuring = false
          })
      }
      return last?.peak ?? null
    },
    stop: () => stopping.abort(),
  }
}
