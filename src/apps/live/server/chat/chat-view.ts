import type { Person } from '../../../../contract/shapes.ts'
import type { ChatMessage } from '../../contract/chat.ts'
import type { ChatMessageRow, PersonKey } from './chat-tables.ts'

/** A message as everybody sees it; `asker` is who asks, null for a stream that many read. */
export function viewMessage(
  row: ChatMessageRow,
  people: ReadonlyMap<string, Person>,
  asker: PersonKey | null,
): ChatMessage {
  const name = row.account_id === null ? row.guest_name! : people.get(row.account_id)!.name
  return {
    id: row.id,
    author: { id: row.account_id, name, role: row.role },
    body: row.body,
    createdAt: row.created_at,
    at: row.at,
    own: row.person === asker,
  }
}

/** Accounts that wrote some of `rows`, for their names. */
export const accountsOf = (rows: readonly { account_id: string | null }[]): string[] => [
  ...new Set(rows.flatMap(({ account_id }) => account_id ?? [])),
]
