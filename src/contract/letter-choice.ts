import { type Static, Type } from 'typebox'
import { route } from './route.ts'
import { Strict } from './shapes.ts'

/** What mail an account wants of its house. A letter that somebody asks for this moment, such as a new password, always comes. */
export const LetterChoice = Strict({
  /** Letters about what happens in my spaces. */
  mail: Type.Boolean(),
  /** Whether this house can send mail at all. */
  houseSendsMail: Type.Boolean(),
})
export type LetterChoice = Static<typeof LetterChoice>

const inPerson = { who: 'account', apiKey: false } as const

export const readLetterChoice = route({
  id: 'letter-choice.read',
  method: 'GET',
  path: '/me/letters',
  summary: 'Whether I am told by mail what happens in my spaces',
  access: inPerson,
  answer: LetterChoice,
})

export const editLetterChoice = route({
  id: 'letter-choice.edit',
  method: 'PATCH',
  path: '/me/letters',
  summary: 'Turn letters about what happens in my spaces on or off, all at once',
  access: inPerson,
  body: Strict({ mail: Type.Boolean() }),
  answer: LetterChoice,
})
