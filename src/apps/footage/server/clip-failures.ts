import { MediaCrashed, MediaLimited, MediaRefused } from '#platform/media/media.ts'
import type { Failure } from './clip-processing.ts'

/** The file is kept in every case; its author decides what becomes of it. */
const kept = 'The file itself is kept: you can download it or delete the clip.'

/** What the media service said, for a member; null when it said nothing and the fault is ours. */
export function failureOf(error: unknown): Failure | null {
  if (error instanceof MediaRefused)
    return { code: error.code, message: `${sentence(error.message)} ${kept}` }
  if (error instanceof MediaLimited)
    return { code: `limit-${error.code}`, message: `${sentence(error.message)} ${kept}` }
  return null
}

/** After the last attempt. */
export const givenUp: Failure = {
  code: 'processing-failed',
  message: `This file could not be processed, even after several tries. ${kept}`,
}

/** Whether the media service could not do it, rather than the house. */
export const isMediaFault = (error: unknown): boolean =>
  error instanceof MediaRefused || error instanceof MediaLimited || error instanceof MediaCrashed

const sentence = (message: string) => (/[.!?]$/.test(message) ? message : `${message}.`)
