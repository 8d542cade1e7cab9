import { MailFault } from './mail.ts'

/** What nodemailer throws, as far as it tells what to do next. */
type Thrown = Error & { code?: string; responseCode?: number }

/** What went wrong, without the address: servers like to repeat it in their answer. */
export function mailFault(thrown: unknown, to: string): MailFault {
  const { code, responseCode, message } = thrown as Thrown
  return new MailFault(kindOf(code, responseCode), message.replaceAll(to, 'the address'))
}

function kindOf(code: string | undefined, responseCode: number | undefined): MailFault['kind'] {
  const isOfLetter = code === 'EENVELOPE' || code === 'EMESSAGE'
  // "Closing transmission channel": whoever is turned away like this is told nothing about the letter.
  if (!isOfLetter || responseCode === 421) return 'away'
  return responseCode !== undefined && responseCode < 500 ? 'later' : 'refused'
}
