import type { Standing } from '#platform/auth/actor.ts'
import { allow } from '#platform/auth/policy.ts'
import { hashToken, looksLikeToken, newToken } from '#platform/auth/tokens.ts'
import type { Db } from '#platform/db/db.ts'
import { narrowScope } from '#platform/db/scope.ts'
import { Fault } from '#platform/errors.ts'
import { newId } from '#platform/ids.ts'
import type { Platform } from '#platform/platform.ts'
import type { NewNoteShare } from '../contract/note.ts'
import { isoOf } from '#platform/instant.ts'
import { noteActions, ofNote } from './note-audit.ts'
import { notePolicies } from './note-policies.ts'
import { findNote, noteById } from './note-store.ts'
import type { NoteRow } from './note-tables.ts'
import * as store from './share-store.ts'
import type { ShareRow } from './share-tables.ts'
import type { NoteTables } from './note-tables.ts'

type Needs = Pick<Platform, 'accounts' | 'audit' | 'cache' | 'clock' | 'passwords'> & { db: Db<NoteTables> }
export type Shares = ReturnType<typeof openShares>

const mostShares = 100
/** What the door to files of a shared note keeps about its link. */
export const shareDoorKey = (shareId: string): string => `notes.share-door.${shareId}`

/** Links with which anybody can read one note. */
export function openShares({ db, accounts, audit, cache, clock, passwords }: Needs) {
  /** The note of a link and where its maker stands; null once the link is dead, for whatever reason. */
  async function living(share: ShareRow | undefined): Promise<{ note: NoteRow; maker: Standing } | null> {
    if (!share || (share.expires_at !== null && share.expires_at <= clock.iso())) return null
    narrowScope(share.space_id)
    const maker = await accounts.standingIn(share.space_id, share.account_id)
    const note = await noteById(db.read, share.note_id)
    if (!maker || !note || note.deleted_at !== null || note.space_id !== share.space_id) return null
    return notePolicies.share(maker, note) === 'allow' ? { note, maker } : null
  }

  return {
    /** The only time the token is known. Throws `Fault('conflict')` for a note in the trash and for too many links. */
    async create(
      who: Standing,
      noteId: string,
      input: NewNoteShare,
    ): Promise<{ share: ShareRow; token: string }> {
      const expiresAt = input.expiresAt == null ? null : isoOf(input.expiresAt)
      if (expiresAt !== null && expiresAt <= clock.iso())
        throw new Fault('invalid', 'expired', 'This link would have run out already. Choose a later time.')
      // Whoever may not share makes this house hash nothing.
      shareable(who, await findNote(db.read, who.space.id, noteId))
      const passwordHash = input.password === undefined ? null : await passwords.hash(input.password)
      const token = newToken()
      return db.transact(async (tx) => {
        const note = shareable(who, await findNote(tx, who.space.id, noteId))
        if ((await store.sharesOf(tx, noteId, clock.iso(), mostShares)).length >= mostShares)
          throw new Fault(
            'conflict',
            'too-many-shares',
            `A note has ${mostShares} links at most. End one first.`,
          )
        const share: ShareRow = {
          id: newId(clock.now()),
          space_id: note.space_id,
          note_id: note.id,
          account_id: who.accountId!,
          token_hash: hashToken(token),
          password_hash: passwordHash,
          created_at: clock.iso(),
          expires_at: expiresAt,
        }
        await store.insertShare(tx, share)
        const details = { until: expiresAt === null ? 'for good' : `until ${expiresAt}` }
        await audit.record(tx, noteActions.shareCreated, { ...ofNote(note), details })
        return { share, token }
      })
    },

    /** Those that still open, latest first. */
    async list(who: Standing, noteId: string): Promise<ShareRow[]> {
      const note = allow(notePolicies, 'share', who, await findNote(db.read, who.space.id, noteId))
      const shares = await store.sharesOf(db.read, note.id, clock.iso(), mostShares)
      const opening = await Promise.all(shares.map(living))
      return shares.filter((_, at) => opening[at] !== null)
    },

    async remove(who: Standing, noteId: string, id: string): Promise<void> {
      await db.transact(async (tx) => {
        const note = allow(notePolicies, 'share', who, await findNote(tx, who.space.id, noteId))
        const share = await store.shareById(tx, id)
        if (share?.note_id !== note.id) throw nothingHere()
        await store.deleteShareRow(tx, id)
        tx.afterCommit(() => cache.drop(shareDoorKey(id)))
        await audit.record(tx, noteActions.shareEnded, ofNote(note))
      })
    },

    /**
     * What a token opens. Throws `Fault('missing')` for a token that is unknown or whose link is dead, without saying which, and
     * `Fault('forbidden')` with `password-needed` or `password-wrong`.
     */
    async open(
      token: string,
      password: string | undefined,
    ): Promise<{ share: ShareRow; note: NoteRow; maker: Standing }> {
      const share = looksLikeToken(token) ? await store.shareByToken(db.read, hashToken(token)) : undefined
      const found = await living(share)
      if (!share || !found) throw deadLink()
      if (share.password_hash !== null) {
        if (password === undefined || password === '')
          throw new Fault(
            'forbidden',
            'password-needed',
            'This note opens with a password. Ask whoever sent you the link.',
          )
        if (!(await passwords.matches(password, share.password_hash)))
          throw new Fault('forbidden', 'password-wrong', 'This is not the password of this link. Try again.')
      }
      return { share, ...found }
    },

    /** For the door to its files: the note while the link lives. */
    async noteOf(shareId: string): Promise<NoteRow | null> {
      return (await living(await store.shareById(db.read, shareId)))?.note ?? null
    },
  }
}

function shareable(who: Standing, found: NoteRow | undefined): NoteRow {
  const note = allow(notePolicies, 'share', who, found)
  if (note.deleted_at !== null)
    throw new Fault('conflict', 'deleted', 'This note is in the trash. Bring it back first.')
  return note
}

const nothingHere = () => new Fault('missing', 'not-found', 'There is nothing here, or it is not for you.')
const deadLink = () =>
  new Fault(
    'missing',
    'link-dead',
    'This link opens nothing: it was ended, has run out, or was not copied whole. Ask for a new one.',
  )
