import { Fault } from '../errors.ts'
import { MediaCrashed, MediaLimited } from './media.ts'
import type { End } from './process-run.ts'

/** The cause of a `MediaCrashed`: for logs, never for members, since stderr quotes the file. */
export class ProgramFailed extends Error {
  /** Null when a signal ended it. */
  readonly code: number | null
  readonly stderr: string
  constructor(end: End) {
    super(`ended with ${end.signal ?? end.code}: ${printable(end.stderr).slice(-600)}`)
    this.name = 'ProgramFailed'
    this.code = end.code
    this.stderr = end.stderr
  }
}

/** What the end of a program means, null when it did its work. `aborted` is the caller's to translate. */
export function failureOf(end: End): Error | null {
  if (end.stopped === 'time' || endedBy(end, 'SIGXCPU', 24) || /received signal 24\b/.test(end.stderr)) {
    return new MediaLimited(
      'time',
      'Working on this file took far longer than files of its length take, so it was stopped.',
    )
  }
  if (end.stopped === 'memory' || endedBy(end, 'SIGKILL', 9) || /Cannot allocate memory/.test(end.stderr)) {
    return new MediaLimited(
      'memory',
      'Working on this file needed more memory than one file may use, so it was stopped.',
    )
  }
  if (end.stopped === 'output' || endedBy(end, 'SIGXFSZ', 25) || /File too large/.test(end.stderr)) {
    return new MediaLimited(
      'output-size',
      'This file grew far beyond its expected size while it was worked on, so it was stopped.',
    )
  }
  if (end.code === 0) return null
  if (/No space left on device/.test(end.stderr)) {
    return new Fault(
      'full',
      'disk-full',
      'There is no room left on the disk. The upload is kept; try again when there is room.',
    )
  }
  return new MediaCrashed('The file could not be converted: the converter gave up on it.', {
    cause: new ProgramFailed(end),
  })
}

/** By name, or as 128 + number when a wrapper passes its child's end on. */
function endedBy(end: End, name: NodeJS.Signals, number: number): boolean {
  return end.signal === name || end.code === 128 + number
}

function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e\n]/g, '?').trim()
}
