/** Mail to one person. Plain text only: it holds at most one link, and no picture that tells who has read it. */
export type Letter = { to: string; subject: string; text: string }

export interface Mail {
  /** Whether `SMTP_URL` is set. Without it `send` throws; callers say so to the person instead of promising a letter. */
  readonly enabled: boolean
  /** Resolves when the mail server has taken the letter. Throws when it cannot or does not within 30 s; jobs try again. */
  send(letter: Letter): Promise<void>
  close(): Promise<void>
}
