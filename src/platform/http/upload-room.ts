import type { Config } from '../config/config.ts'
import type { AnyTx, Db } from '../db/db.ts'
import { forHouse } from '../db/scope.ts'
import { Fault } from '../errors.ts'
import { keptFree, type Storage } from '../storage/storage.ts'
import { announcedBytes } from './upload-store.ts'
import { ours, type UploadTables } from './upload-tables.ts'
import type { UploadOwner } from './uploads.ts'

type Room = {
  config: Pick<Config, 'maxUploadSize' | 'spaceQuota'>
  db: Db<UploadTables>
  storage: Pick<Storage, 'free' | 'incoming'>
  owners: Iterable<UploadOwner>
}

/** Whether a file may be announced: limit, quota of the space, disk. Throws before the first byte is sent. */
export async function checkUploadRoom(
  tx: AnyTx,
  file: { size: number; spaceId: string },
  house: Room,
): Promise<void> {
  const { maxUploadSize, spaceQuota } = house.config
  if (!Number.isSafeInteger(file.size) || file.size < 1)
    throw new Fault('invalid', 'bad-upload-size', 'A file has at least one byte.')
  if (file.size > maxUploadSize)
    throw new Fault(
      'too-large',
      'upload-too-large',
      `This file has ${inWords(file.size)}; the limit of this house is ${inWords(maxUploadSize)}. Nothing was sent.`,
    )
  if (spaceQuota !== null && (await heldBytes(tx, file.spaceId, house.owners)) + file.size > spaceQuota)
    throw new Fault(
      'full',
      'space-full',
      `This space may hold ${inWords(spaceQuota)} and has no room for ${inWords(file.size)} more. Delete something or ask the owner.`,
    )
  const free = await house.storage.free()
  if (free !== null && file.size + (await awaitedBytes(tx, house)) + keptFree > free)
    throw new Fault(
      'full',
      'disk-full',
      `The disk of this house has no room for ${inWords(file.size)} more. Nothing was sent; ask its admin for room.`,
    )
}

/** What the space's originals and its open uploads take. */
async function heldBytes(tx: AnyTx, spaceId: string, owners: Iterable<UploadOwner>): Promise<number> {
  let bytes = await announcedBytes(ours(tx), spaceId)
  for (const owner of owners) bytes += await owner.storedBytes(tx, spaceId)
  return bytes
}

/** What open uploads have announced and not yet sent: that room is taken. */
async function awaitedBytes(tx: AnyTx, { db, storage }: Pick<Room, 'db' | 'storage'>): Promise<number> {
  // A transaction may see its own space alone; what others have announced is read beside it.
  const seen = [await announcedBytes(ours(tx)), await forHouse(() => announcedBytes(db.read))]
  let bytes = Math.max(...seen)
  for await (const { size } of storage.incoming.list()) bytes -= size
  return Math.max(0, bytes)
}

function inWords(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  return `${Number((bytes / 1000 ** step).toFixed(1))} ${units[step]!}`
}
