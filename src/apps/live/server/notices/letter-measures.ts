import type { Platform } from '#platform/platform.ts'
import type { MailFault } from '#platform/mail/mail.ts'
import type { LetterSubject } from './letter-texts.ts'

export type LetterMeasures = ReturnType<typeof letterMeasures>

/** What Prometheus is told of letters to followers; nobody's name is in it. */
export function letterMeasures({ metrics }: Pick<Platform, 'metrics'>) {
  const letters = metrics.counter(
    'longhouse_live_letters_total',
    'Letters to followers of channels, by what became of them',
    ['subject', 'end'],
  )
  return {
    letter: (subject: LetterSubject, end: 'sent' | MailFault['kind']): void => letters.inc({ subject, end }),
  }
}
