import type { ExpressionBuilder } from 'kysely'
import type { Reader, Tx } from '#platform/db/db.ts'
import { newId } from '#platform/ids.ts'
import type { ChatMessageRow, ChatTables, PersonKey } from './chat-tables.ts'

export type ChatReader = Reader<ChatTables>
export type ChatTx = Tx<ChatTables>

export async function insertMessage(tx: ChatTx, row: ChatMessageRow): Promise<void> {
  await tx.insertInto('chat_messages').values(row).execute()
}

/** Latest first, before `before` (an id) when given. */
export async function listMessages(
  read: ChatReader,
  channelId: string,
  limit: number,
  before: string | null,
): Promise<ChatMessageRow[]> {
  let query = read
    .selectFrom('chat_messages')
    .selectAll()
    .where('channel_id', '=', channelId)
    .where('removed_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(limit)
  if (before !== null) query = query.where('id', '<', before)
  return query.execute()
}

/** In the order they were made: what came after a message, or a moment before it; processes do not commit in the order of their ids. */
export async function messagesSince(
  read: ChatReader,
  channelId: string,
  id: string,
  limit: number,
): Promise<ChatMessageRow[]> {
  const rows = await read
    .selectFrom('chat_messages')
    .selectAll()
    .where('channel_id', '=', channelId)
    .where('removed_at', 'is', null)
    .where('id', '>=', earlierId(id))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.toReversed()
}

/** What was written during an event, from `from` seconds on or after a message, in order. */
export async function replayMessages(
  read: ChatReader,
  eventId: string,
  limit: number,
  from: { seconds: number; after: string | null },
): Promise<ChatMessageRow[]> {
  const { seconds, after } = from
  let query = read
    .selectFrom('chat_messages')
    .selectAll()
    .where('event_id', '=', eventId)
    .where('removed_at', 'is', null)
    .where('at', '>=', seconds)
    .orderBy('at')
    .orderBy('id')
    .limit(limit)
  if (after !== null)
    query = query.where((eb) =>
      eb.or([eb('at', '>', seconds), eb.and([eb('at', '=', seconds), eb('id', '>', after)])]),
    )
  return query.execute()
}

export async function findMessage(
  read: ChatReader,
  channelId: string,
  id: string,
): Promise<ChatMessageRow | undefined> {
  return read
    .selectFrom('chat_messages')
    .selectAll()
    .where('id', '=', id)
    .where('channel_id', '=', channelId)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
}

export async function lastMessageOf(
  read: ChatReader,
  channelId: string,
  person: PersonKey,
): Promise<ChatMessageRow | undefined> {
  return read
    .selectFrom('chat_messages')
    .selectAll()
    .where('channel_id', '=', channelId)
    .where('person', '=', person)
    .where('removed_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function removeMessage(tx: ChatTx, id: string, now: string): Promise<void> {
  await tx.updateTable('chat_messages').set({ removed_at: now }).where('id', '=', id).execute()
}

/** Takes away what a person wrote from `sinceId` on (an id of that moment). Returns the ids, at most `limit`. */
export async function removeMessagesOf(
  tx: ChatTx,
  channelId: string,
  person: PersonKey,
  range: { sinceId: string; now: string; limit: number },
): Promise<string[]> {
  const rows = await tx
    .selectFrom('chat_messages')
    .select('id')
    .where('channel_id', '=', channelId)
    .where('person', '=', person)
    .where('removed_at', 'is', null)
    .where('id', '>=', range.sinceId)
    .orderBy('id', 'desc')
    .limit(range.limit)
    .execute()
  const ids = rows.map(({ id }) => id)
  if (ids.length > 0)
    await tx.updateTable('chat_messages').set({ removed_at: range.now }).where('id', 'in', ids).execute()
  return ids
}

export async function pinnedMessage(read: ChatReader, channelId: string): Promise<ChatMessageRow | null> {
  const row = await read
    .selectFrom('chat_pins')
    .innerJoin('chat_messages', 'chat_messages.id', 'chat_pins.message_id')
    .selectAll('chat_messages')
    .where('chat_pins.channel_id', '=', channelId)
    .where('chat_messages.removed_at', 'is', null)
    .executeTakeFirst()
  return row ?? null
}

export async function pinMessage(
  tx: ChatTx,
  channel: { id: string; space_id: string },
  messageId: string | null,
): Promise<void> {
  await tx.deleteFrom('chat_pins').where('channel_id', '=', channel.id).execute()
  if (messageId === null) return
  await tx
    .insertInto('chat_pins')
    .values({ channel_id: channel.id, space_id: channel.space_id, message_id: messageId })
    .execute()
}

/** Removed messages, and those of no event, that are older than `before`. What is pinned stays. */
export async function purgeMessages(tx: ChatTx, before: string, limit: number): Promise<number> {
  const rows = await tx
    .selectFrom('chat_messages')
    .select('id')
    .where('created_at', '<', before)
    .where((eb) =>
      eb.or([
        eb('removed_at', 'is not', null),
        eb.and([eb('event_id', 'is', null), eb.not(eb.exists(pinOf(eb)))]),
      ]),
    )
    .orderBy('created_at')
    .limit(limit)
    .execute()
  if (rows.length > 0)
    await tx
      .deleteFrom('chat_messages')
      .where(
        'id',
        'in',
        rows.map(({ id }) => id),
      )
      .execute()
  return rows.length
}

const pinOf = (eb: ExpressionBuilder<ChatTables, 'chat_messages'>) =>
  eb
    .selectFrom('chat_pins')
    .select('chat_pins.channel_id')
    .whereRef('chat_pins.channel_id', '=', 'chat_messages.channel_id')
    .whereRef('chat_pins.message_id', '=', 'chat_messages.id')

export async function purgePaces(tx: ChatTx, before: string): Promise<void> {
  await tx.deleteFrom('chat_paces').where('last_at', '<', before).execute()
}

/** What was written during an event goes with it. */
export async function deleteChatOfEvent(tx: ChatTx, eventId: string): Promise<void> {
  await tx.deleteFrom('chat_messages').where('event_id', '=', eventId).execute()
}

export async function deleteChatOfChannel(tx: ChatTx, channelId: string): Promise<void> {
  for (const table of ['chat_pins', 'chat_bans', 'chat_paces', 'chat_messages'] as const)
    await tx.deleteFrom(table).where('channel_id', '=', channelId).execute()
}

/** Seconds that a commit of another process may take. */
const overlapSeconds = 5
const earlierId = (id: string): string =>
  newId(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16) - overlapSeconds * 1000)
