/** Mail to one person. It holds no picture, so that nobody is told who has read it. */
export type Letter = {
  to: string
  /** One line: what would break it is taken out. */
  subject: string
  text: string
  /** The same words for those who read mail as pages (`wordLetter`). */
  html?: string
  /** An https address that ends letters of this kind: it asks on GET and does it on POST, without a sign-in (RFC 8058). */
  endsAt?: string
  /** The same for each try to send this letter, so that one which came twice is shown once. Letters, digits and hyphens. */
  name?: string
}

export interface Mail {
  /** Whether `SMTP_URL` is set. Without it `send` throws; callers say so to the person instead of promising a letter. */
  readonly enabled: boolean
  /** Resolves when the mail server has taken the letter. Throws `MailFault` when it cannot or does not within 30 s; jobs try again. */
  send(letter: Letter): Promise<void>
  close(): Promise<void>
}

/**
 * `refused`: the server will never take this letter, others perhaps. `later`: not now, others perhaps. `away`: it takes none at the
 * moment, or none from this house.
 */
export class MailFault extends Error {
  readonly kind: 'refused' | 'later' | 'away'
  constructor(kind: MailFault['kind'], message: string) {
    super(message)
    this.name = 'MailFault'
    this.kind = kind
  }
}
