import type { Reader, Tx } from '../db/db.ts'
import type { AccountTables, SpaceRow } from './accounts-tables.ts'

type Look = Reader<AccountTables>
type Write = Tx<AccountTables>

export const insertSpace = (tx: Write, row: SpaceRow) => tx.insertInto('spaces').values(row).execute()

export const findSpace = (look: Look, id: string): Promise<SpaceRow | undefined> =>
  look.selectFrom('spaces').selectAll().where('id', '=', id).executeTakeFirst()

export const findSpaceBySlug = (look: Look, slug: string) =>
  look.selectFrom('spaces').select(['id', 'slug', 'name']).where('slug', '=', slug).executeTakeFirst()

export const findFirstSpace = (look: Look) =>
  look
    .selectFrom('house')
    .innerJoin('spaces', 'spaces.id', 'first_space_id')
    .select(['spaces.id', 'slug', 'name'])
    .executeTakeFirst()

/** Every slug that begins like this one: those that `freeSlug` must step around. */
export async function slugsLike(look: Look, slug: string): Promise<string[]> {
  // Numbered slugs are cut to fit, so the shared beginning is shorter than a long slug itself.
  const start = slug.slice(0, 30)
  // Between the beginning and what sorts behind all that begin so: no sign of a slug is above `~`.
  const rows = await look
    .selectFrom('spaces')
    .select('slug')
    .where('slug', '>=', start)
    .where('slug', '<', `${start}~`)
    .execute()
  return rows.map((row) => row.slug)
}

export const updateSpace = (tx: Write, id: string, change: { name?: string; description?: string }) =>
  tx.updateTable('spaces').set(change).where('id', '=', id).execute()

/** Everyone who changes who belongs to a space takes this row first and so takes turns. */
export const lockRoster = (tx: Write, spaceId: string) =>
  tx
    .updateTable('spaces')
    .set((e) => ({ roster_version: e('roster_version', '+', 1) }))
    .where('id', '=', spaceId)
    .execute()

export const insertHouse = (tx: Write, firstSpaceId: string, setUpAt: string) =>
  tx.insertInto('house').values({ id: 1, first_space_id: firstSpaceId, set_up_at: setUpAt }).execute()
