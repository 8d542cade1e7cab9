/**
 * The few kinds of error that rules throw. Stable `code`s; `platform/http/errors.ts` alone knows status numbers.
 * `message` is for a person: what happened, what was kept, what to do.
 */
export type Kind =
  | 'invalid' // the input breaks a rule (400)
  | 'unauthenticated' // nobody is signed in (401)
  | 'forbidden' // signed in, not allowed (403)
  | 'missing' // not there, or not for these eyes (404)
  | 'conflict' // the state does not allow it (409)
  | 'stale' // someone else was first: If-Match (412)
  | 'too-large' // (413)
  | 'unsupported' // a type of content that is not read here (415)
  | 'unprocessable' // well formed, refused: idempotency key reused (422)
  | 'precondition-required' // If-Match is missing (428)
  | 'limited' // too many (429), with retryAfterSeconds
  | 'unavailable' // overloaded or stopping (503), with retryAfterSeconds
  | 'full' // no room on disk or quota (507)

export class Fault extends Error {
  readonly kind: Kind
  readonly code: string
  readonly errors: { path: string; message: string }[] | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(
    kind: Kind,
    code: string,
    message: string,
    more: { errors?: { path: string; message: string }[]; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause })
    this.name = 'Fault'
    this.kind = kind
    this.code = code
    this.errors = more.errors
    this.retryAfterSeconds = more.retryAfterSeconds
  }
}
