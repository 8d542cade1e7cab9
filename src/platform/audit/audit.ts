import type { AnyTx } from '../db/db.ts'

/**
 * The audit log: who did what to which thing in a space, for its owners and admins. An *entry* is written in the transaction of what it
 * tells of, so that there is never one without the other, and nobody can change it afterwards: the database refuses. What an entry holds is for
 * people to read: names and a few words, never a secret, an address or a text that somebody wrote.
 */
export interface Audit {
  /**
   * Writes an entry into the caller's transaction: one insert. Who did it is `by`, else the account or key on whose behalf the request at hand
   * comes (db/scope.ts), else the house. Texts are cut at 200 characters.
   */
  record<W extends string>(tx: AnyTx, action: AuditAction<W>, what: AuditedThing & Told<W>): Promise<void>
  /** Every action that can be recorded in this house, by name. */
  readonly actions: ReadonlyMap<string, AuditAction>
}

/**
 * Something that is worth remembering. `name` is stable and dotted, `<app>.<thing>.<what happened>`, those of the platform without an app. `words` tell
 * it in the past tense without its subject, with `{name}` where a detail goes: `changed the role from {from} to {to}`.
 */
export type AuditAction<W extends string = string> = { readonly name: string; readonly words: W }

export const auditAction = <const W extends string>(name: string, words: W): AuditAction<W> => ({
  name,
  words,
})

export type AuditedThing = {
  spaceId: string
  /** `kind` is the one of the search index, for what stands there; `name` is what it is called at the time. */
  subject: { kind: string; id: string | null; name: string }
  by?: AuditActor
  /** ISO 8601. The same by the same actor since then is one entry: what somebody looks at again and again. */
  unlessSince?: string
}
export type AuditActor = { accountId: string; apiKeyId?: string | null } | 'house' | 'encoder'

/** The details that the words of an action name. */
type Told<W extends string> = [DetailOf<W>] extends [never]
  ? unknown
  : { details: Record<DetailOf<W>, string> }
type DetailOf<W extends string> = string extends W
  ? never
  : W extends `${string}{${infer Name}}${infer Rest}`
    ? Name | DetailOf<Rest>
    : never
