import type { DutyReader, DutyRow, DutyTx } from './duty-tables.ts'

/** A process in its turn. */
export type Turn = { name: string; owner: string; epoch: number }

export async function knowDuty(tx: DutyTx, name: string): Promise<void> {
  await tx
    .insertInto('duties')
    .values({ name, owner: null, epoch: 0, beat: 0 })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
}

export async function findDuty(read: DutyReader, name: string): Promise<DutyRow | null> {
  const row = await read.selectFrom('duties').selectAll().where('name', '=', name).executeTakeFirst()
  return row ?? null
}

/** The new turn; null when somebody else took it since `seen`, or its owner has beaten after all. */
export async function takeDuty(tx: DutyTx, seen: DutyRow, owner: string): Promise<Turn | null> {
  const taken = await tx
    .updateTable('duties')
    .set({ owner, epoch: seen.epoch + 1, beat: seen.beat + 1 })
    .where('name', '=', seen.name)
    .where('epoch', '=', seen.epoch)
    .where('beat', '=', seen.beat)
    .returning('epoch')
    .executeTakeFirst()
  return taken ? { name: seen.name, owner, epoch: taken.epoch } : null
}

/** Beats once, and keeps the row from everybody else until the commit. False when the turn is over. */
export async function beatDuty(tx: DutyTx, { name, owner, epoch }: Turn): Promise<boolean> {
  const held = await tx
    .updateTable('duties')
    .set((row) => ({ beat: row('beat', '+', 1) }))
    .where('name', '=', name)
    .where('owner', '=', owner)
    .where('epoch', '=', epoch)
    .returning('epoch')
    .execute()
  return held.length > 0
}

/** True when it was this turn that ended. */
export async function giveUpDuty(tx: DutyTx, { name, owner, epoch }: Turn): Promise<boolean> {
  const given = await tx
    .updateTable('duties')
    .set({ owner: null })
    .where('name', '=', name)
    .where('owner', '=', owner)
    .where('epoch', '=', epoch)
    .returning('epoch')
    .execute()
  return given.length > 0
}
