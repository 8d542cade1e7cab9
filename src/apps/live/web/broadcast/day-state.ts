import type { SignalReport } from '../../contract/signal.ts'

/** What the big state of the day says: green, amber or red, in words. `now` in milliseconds. */
export type DayState = { tone: 'success' | 'warn' | 'danger'; title: string; words: string }

/** Without a picture for this many seconds viewers look at a still one. */
const stalledSeconds = 3

export function dayState(
  signal: Pick<SignalReport, 'state' | 'findings' | 'lastPictureAt' | 'recording'>,
  now: number,
): DayState {
  const since = pictureAge(signal, now)
  if (signal.state === 'reconnecting')
    return {
      tone: 'danger',
      title: 'The encoder is away',
      words:
        'Viewers see the last picture and keep their place. Start streaming in OBS again: the event goes on.',
    }
  if (since !== null && since > stalledSeconds)
    return {
      tone: 'danger',
      title: 'No picture',
      words: `Nothing has come for ${Math.round(since)} seconds. Look whether OBS still streams and the line is there.`,
    }
  const bad = signal.findings.find(({ level }) => level === 'bad')
  if (bad) return { tone: 'danger', title: 'On air, with a problem', words: bad.message }
  if (signal.recording === 'stopped')
    return {
      tone: 'warn',
      title: 'On air, not recorded',
      words: 'The picture goes out. The recording has stopped.',
    }
  const warn = signal.findings.find(({ level }) => level === 'warn')
  if (warn) return { tone: 'warn', title: 'On air, worth a look', words: warn.message }
  return { tone: 'success', title: 'On air', words: 'Picture and sound go out as they should.' }
}

/** Seconds since the last picture; null before the first. */
export const pictureAge = (
  { lastPictureAt }: Pick<SignalReport, 'lastPictureAt'>,
  now: number,
): number | null => (lastPictureAt === null ? null : Math.max(0, (now - Date.parse(lastPictureAt)) / 1000))
