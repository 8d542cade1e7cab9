import type { Standing } from '../auth/actor.ts'
import { atLeast } from '../auth/policy.ts'
import type { SearchViewer } from './search.ts'

/** What someone who stands like this may find: guests and strangers what is public, admins everything of their space. */
export function searchViewer({ role, accountId }: Standing): SearchViewer {
  if (role === null || accountId === null) return { sees: 'public' }
  return atLeast(role, 'admin') ? { sees: 'all', accountId } : { sees: 'members', accountId }
}
