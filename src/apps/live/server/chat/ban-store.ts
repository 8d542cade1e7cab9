import type { ChatBanRow, ChatPaceRow, PersonKey } from './chat-tables.ts'
import type { ChatReader, ChatTx } from './chat-store.ts'

/** The ban that keeps a person out now, if there is one. */
export async function banOf(
  read: ChatReader,
  channelId: string,
  person: PersonKey,
  now: string,
): Promise<ChatBanRow | null> {
  const row = await read
    .selectFrom('chat_bans')
    .selectAll()
    .where('channel_id', '=', channelId)
    .where('person', '=', person)
    .where((eb) => eb.or([eb('until', 'is', null), eb('until', '>', now)]))
    .executeTakeFirst()
  return row ?? null
}

/** Those that hold, latest first, before `before` (an id) when given. */
export async function listBans(
  read: ChatReader,
  channelId: string,
  page: { now: string; limit: number; before: string | null },
): Promise<ChatBanRow[]> {
  let query = read
    .selectFrom('chat_bans')
    .selectAll()
    .where('channel_id', '=', channelId)
    .where((eb) => eb.or([eb('until', 'is', null), eb('until', '>', page.now)]))
    .orderBy('id', 'desc')
    .limit(page.limit)
  if (page.before !== null) query = query.where('id', '<', page.before)
  return query.execute()
}

/** In place of an earlier one of the same person. */
export async function putBan(tx: ChatTx, row: ChatBanRow): Promise<void> {
  await tx
    .deleteFrom('chat_bans')
    .where('channel_id', '=', row.channel_id)
    .where('person', '=', row.person)
    .execute()
  await tx.insertInto('chat_bans').values(row).execute()
}

/** The ban that was there, if any. */
export async function deleteBan(tx: ChatTx, channelId: string, id: string): Promise<ChatBanRow | null> {
  const row = await tx
    .deleteFrom('chat_bans')
    .where('channel_id', '=', channelId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}

export async function paceOf(tx: ChatTx, channelId: string, person: PersonKey): Promise<ChatPaceRow | null> {
  const row = await tx
    .selectFrom('chat_paces')
    .selectAll()
    .where('channel_id', '=', channelId)
    .where('person', '=', person)
    .executeTakeFirst()
  return row ?? null
}

export async function putPace(tx: ChatTx, row: ChatPaceRow): Promise<void> {
  const { last_at, window_at, window_count } = row
  await tx
    .insertInto('chat_paces')
    .values(row)
    .onConflict((c) => c.columns(['channel_id', 'person']).doUpdateSet({ last_at, window_at, window_count }))
    .execute()
}
