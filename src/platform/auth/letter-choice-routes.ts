import { editLetterChoice, readLetterChoice } from '../../contract/letter-choice.ts'
import { type BoundRoute, handle } from '../http/handle.ts'
import type { AuthParts } from './auth-parts.ts'
import { inPerson } from './callers.ts'
import { refuseLetters, takesLetters } from './letter-choice-store.ts'

/** Whether somebody takes letters about what happens in their spaces. Apps ask `accounts.recipients`. */
export function letterChoiceRoutes({
  db,
  clock,
  mail,
}: Pick<AuthParts, 'db' | 'clock' | 'mail'>): BoundRoute[] {
  const choiceOf = async (accountId: string) => ({
    mail: await takesLetters(db.read, accountId),
    houseSendsMail: mail.enabled,
  })
  return [
    handle(readLetterChoice, ({ actor }) => choiceOf(inPerson(actor).accountId)),
    handle(editLetterChoice, async ({ actor, body }) => {
      const { accountId } = inPerson(actor)
      await db.transact((tx) => refuseLetters(tx, accountId, body.mail ? null : clock.iso()))
      return choiceOf(accountId)
    }),
  ]
}
