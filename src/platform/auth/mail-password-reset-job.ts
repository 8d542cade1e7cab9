import { Type } from 'typebox'
import { handler, type JobHandler, jobType } from '../queue/queue.ts'
import { findAccountByEmail } from './account-store.ts'
import type { AuthParts } from './auth-parts.ts'
import { makeResetLink } from './password-reset-links.ts'

/** What the sealed address in the payload is sealed for. */
export const resetKey = 'password-reset'

export const mailPasswordReset = jobType({
  name: 'platform.mail-password-reset',
  payload: Type.Object({ email: Type.String({ maxLength: 1000 }) }),
  timeoutSeconds: 60,
})

/** Makes the token here and not in the request, so that it stands nowhere but in the letter. Each attempt makes its own. */
export function passwordResetMailer(
  parts: Pick<AuthParts, 'db' | 'clock' | 'mail' | 'secrets' | 'config'>,
): JobHandler {
  const { db, mail, secrets, config } = parts
  return handler({
    type: mailPasswordReset,
    async run(payload, job) {
      const account = await findAccountByEmail(db.read, secrets.open(resetKey, payload.email))
      if (!account || account.banned_at !== null) return
      const link = await job.fenced(db, (tx) => makeResetLink(parts, tx, account.id))
      await mail.send({
        to: account.email,
        subject: 'Set a new password',
        text: letter(account.name, link, config.publicUrl),
      })
    },
  })
}

const letter = (name: string, link: string, house: string) => `Hello ${name},

someone, hopefully you, asked for a new password at ${house}.
Open this link within an hour to choose one:

${link}

If it was not you, nothing has changed and you need not do anything.
`
