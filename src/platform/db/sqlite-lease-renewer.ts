import { openRenewerThread } from './lease-renewer-thread.ts'
import type { LeaseRenewal, LeaseRenewer } from './lease-renewer.ts'

/** Renews in a thread with a connection of its own. Resolves once that is open. */
export const openSqliteLeaseRenewer = (file: string, renewal: LeaseRenewal): Promise<LeaseRenewer> =>
  openRenewerThread(
    { file: new URL('./sqlite-lease-thread.mjs', import.meta.url), access: { file }, heapMb: 16 },
    renewal,
  )
