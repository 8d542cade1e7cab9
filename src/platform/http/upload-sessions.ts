import type { Accounts } from '../auth/accounts.ts'
import type { Actor, Place } from '../auth/actor.ts'
import type { Role } from '../../contract/shapes.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config/config.ts'
import type { AnyReader, AnyTx, Db } from '../db/db.ts'
import { narrowScope } from '../db/scope.ts'
import { Fault } from '../errors.ts'
import { newId } from '../ids.ts'
import type { Log } from '../observability/log.ts'
import type { Storage } from '../storage/storage.ts'
import type { UploadLocks } from './upload-locks.ts'
import type { UploadMeasures } from './upload-measures.ts'
import { checkUploadRoom } from './upload-room.ts'
import {
  findUpload,
  forgetFinished,
  insertUpload,
  markFinished,
  openUploadOf,
  openUploadsAfter,
  removeOpen,
} from './upload-store.ts'
import { ours, type UploadRow, type UploadTables } from './upload-tables.ts'
import type { UploadOwner, Uploads } from './uploads.ts'

/** Upload sessions: the rows, the bytes and what is done when the last one is in. Callers of `settle`, `receive`, `cancel` hold the lock. */
export type UploadSessions = Uploads & {
  /**
   * Where the actor stands in the session's space, if this actor made it; for everyone else, and after 7 days, there is none.
   * Throws `Fault('forbidden', 'not-a-member')` when it left the space since.
   */
  authorize(id: string, actor: Actor): Promise<Place>
  /** The session and its durable offset. Finishes what a crash left between the last byte and the owner. */
  settle(id: string): Promise<{ upload: UploadRow; offset: number }>
  /** Appends at `offset`, resolves with the new durable one. With the last byte the owner has its object before the answer. */
  receive(id: string, offset: number, body: AsyncIterable<Uint8Array>): Promise<number>
  cancel(id: string): Promise<void>
  /** Finishes every open session whose bytes are all here. */
  heal(): Promise<void>
  /** `heal`, then ends what ran out and removes bytes that no session knows. */
  tidy(signal: AbortSignal): Promise<void>
}

const lifeSeconds = 7 * 24 * 3600

export function openUploadSessions(house: {
  config: Pick<Config, 'maxUploadSize' | 'spaceQuota'>
  db: Db
  storage: Storage
  clock: Clock
  log: Log
  locks: UploadLocks
  owners: ReadonlyMap<string, UploadOwner>
  measures: UploadMeasures
  accounts: Pick<Accounts, 'role'>
}): UploadSessions {
  const { storage, clock, log, locks, owners, measures, accounts } = house
  const db = house.db.tables<UploadTables>()
  const find = async (id: string): Promise<UploadRow> => {
    const upload = await findUpload(db.read, id)
    if (!upload || upload.expires_at <= clock.iso()) throw gone()
    return upload
  }

  /** Bytes on disk: in the body that grows, or in the object when it was moved right before a crash. */
  const held = async (upload: UploadRow, measure: 'size' | 'sync') =>
    (await storage.incoming[measure](upload.id)) ?? (await storage.stat(keyOf(upload)))?.size ?? 0

  const roleOf = (read: AnyReader, upload: UploadRow) =>
    accounts.role(read, upload.space_id, upload.account_id)

  const needRole = async (read: AnyReader, upload: UploadRow): Promise<Role> => {
    const role = await roleOf(read, upload)
    if (role === null) throw notAMember(upload)
    return role
  }

  const ownerOf = (upload: UploadRow): UploadOwner => {
    const owner = owners.get(upload.owner)
    if (owner) return owner
    throw new Fault(
      'unavailable',
      'app-off',
      'The app this file is for is switched off here. What has arrived is kept.',
    )
  }

  const finish = async (upload: UploadRow): Promise<void> => {
    const owner = ownerOf(upload)
    await storage.incoming.complete(upload.id, keyOf(upload))
    const known = await db.transact(async (tx) => {
      if (!(await markFinished(tx, upload.id, clock.iso()))) return (await findUpload(tx, upload.id)) !== null
      await needRole(tx, upload)
      await owner.finished(tx, { ...facts(upload), key: keyOf(upload), size: upload.size })
      tx.afterCommit(() => measures.ended('finished'))
      return true
    })
    // Abandoned while the last bytes came: the object is nobody's.
    if (!known) await storage.delete(keyOf(upload))
  }

  /** Its bytes, also those that became an object which its owner never took. */
  const discard = async (upload: UploadRow) => {
    await storage.incoming.discard(upload.id)
    await storage.delete(keyOf(upload))
  }

  /** Ends an open session in `tx`; bytes go after the commit. */
  const end = async (
    tx: AnyTx,
    upload: UploadRow,
    result: 'abandoned' | 'expired',
    clean = () => discard(upload),
  ) => {
    if (!(await removeOpen(ours(tx), upload.id))) return
    await ownerOf(upload).expired(tx, facts(upload))
    tx.afterCommit(clean)
    tx.afterCommit(() => measures.ended(result))
  }

  const eachOpen = async (work: (upload: UploadRow) => Promise<void>, signal?: AbortSignal) => {
    let last = ''
    for (;;) {
      const page = await openUploadsAfter(db.read, last, 100)
      for (const upload of page) {
        signal?.throwIfAborted()
        await work(upload).catch((error: unknown) =>
          log.error({ err: error, upload: upload.id }, 'an upload stays open'),
        )
      }
      if (page.length < 100) return
      last = page.at(-1)!.id
    }
  }

  const sessions: UploadSessions = {
    async create(tx, file) {
      await sessions.checkRoom(tx, file)
      const id = newId(clock.now())
      await insertUpload(ours(tx), {
        id,
        owner: file.owner,
        subject_id: file.subjectId,
        space_id: file.spaceId,
        account_id: file.accountId,
        name: file.name,
        type: file.type,
        size: file.size,
        folder: file.folder,
        state: 'open',
        created_at: clock.iso(),
        expires_at: clock.iso(lifeSeconds),
        finished_at: null,
      })
      return { id, url: `/uploads/${id}` }
    },

    checkRoom: (tx, file) => checkUploadRoom(tx, file, { ...house, db, owners: owners.values() }),

    async abandon(tx, subjectId) {
      const upload = await openUploadOf(ours(tx), subjectId)
      if (!upload) return
      // A connection that still sends is asked to stop first.
      await end(tx, upload, 'abandoned', () => locks.hold(upload.id, () => discard(upload)))
    },

    async offset(subjectId) {
      const upload = await openUploadOf(db.read, subjectId)
      return upload && held(upload, 'size')
    },

    async authorize(id, actor) {
      const upload = await find(id)
      const own = actor.kind === 'account' && actor.accountId === upload.account_id
      const fits = own && (actor.via === 'session' || keyFits(actor, upload, owners.get(upload.owner)))
      if (!fits) throw gone()
      const role = await needRole(db.read, upload)
      narrowScope(upload.space_id)
      return { space: { id: upload.space_id }, role, accountId: upload.account_id }
    },

    async settle(id) {
      const upload = await find(id)
      if (upload.state === 'finished') return { upload, offset: upload.size }
      const offset = await held(upload, 'sync')
      if (offset === upload.size) await finish(upload)
      return { upload, offset }
    },

    async receive(id, offset, body) {
      const upload = await find(id)
      if (upload.state === 'finished') return upload.size
      measures.sending(1)
      try {
        const received = await storage.incoming.append(id, offset, body, {
          key: keyOf(upload),
          size: upload.size,
          hold: locks.holdOf(id),
        })
        measures.received(received - offset)
        if (received === upload.size) await finish(upload)
        else await needRole(db.read, upload)
        return received
      } finally {
        measures.sending(-1)
      }
    },

    async cancel(id) {
      const upload = await find(id)
      await db.transact((tx) => end(tx, upload, 'abandoned'))
    },

    heal: () =>
      eachOpen(async (upload) => {
        if (upload.expires_at <= clock.iso() || (await held(upload, 'size')) < upload.size) return
        if ((await roleOf(db.read, upload)) === null) return
        await locks.hold(upload.id, () => sessions.settle(upload.id))
      }),

    async tidy(signal) {
      await sessions.heal()
      await eachOpen(async (upload) => {
        if (upload.expires_at > clock.iso()) return
        await locks.hold(upload.id, () => db.transact((tx) => end(tx, upload, 'expired')))
      }, signal)
      await db.transact((tx) => forgetFinished(tx, clock.iso()))
      await locks.tidy()
      await discardUnknown(signal)
    },
  }

  /** Bytes whose session was removed right before a crash. Young ones may belong to a transaction that has not ended. */
  const discardUnknown = async (signal: AbortSignal) => {
    for await (const { id, modifiedAt } of storage.incoming.list()) {
      signal.throwIfAborted()
      if (modifiedAt.getTime() > clock.now() - 3600 * 1000 || (await findUpload(db.read, id))) continue
      await storage.incoming.discard(id)
    }
  }

  return sessions
}

const keyOf = (upload: UploadRow) => `${upload.folder}/original`

const facts = (upload: UploadRow) => ({
  id: upload.id,
  subjectId: upload.subject_id,
  spaceId: upload.space_id,
  accountId: upload.account_id,
  name: upload.name,
  type: upload.type,
})

/** A key sends in its space alone, and with the scope that the app asks for. */
const keyFits = (
  { spaceId, scopes }: Extract<Actor, { via: 'api-key' }>,
  upload: UploadRow,
  owner: UploadOwner | undefined,
): boolean =>
  (spaceId === null || spaceId === upload.space_id) &&
  owner?.scope !== undefined &&
  scopes.includes(owner.scope)

const notAMember = ({ expires_at }: UploadRow) =>
  new Fault(
    'forbidden',
    'not-a-member',
    `You are not a member of this space any more, so it takes nothing more of this file. What has arrived is kept until ${inWords(expires_at)}; when you are let in again by then it goes on from there.`,
  )

const inWords = (time: string) =>
  new Date(time).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  })

const gone = () =>
  new Fault(
    'missing',
    'upload-gone',
    'This upload is not here: it was ended, or 7 days have passed. Choose the file again.',
  )
