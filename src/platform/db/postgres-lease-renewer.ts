import { openRenewerThread } from './lease-renewer-thread.ts'
import type { LeaseRenewal, LeaseRenewer } from './lease-renewer.ts'
import { postgresAddress } from './postgres-address.ts'

/** Renews in a thread with a connection of its own. Resolves once that is open. */
export function openPostgresLeaseRenewer(
  server: { url: string; ca: string | null },
  renewal: LeaseRenewal,
): Promise<LeaseRenewer> {
  const { connectionString, ssl } = postgresAddress(server.url, server.ca)
  // A function cannot be handed to a thread.
  const tls = ssl && { ...ssl, checkServerIdentity: undefined, anyName: 'checkServerIdentity' in ssl }
  const file = new URL('./postgres-lease-thread.mjs', import.meta.url)
  return openRenewerThread({ file, access: { connectionString, tls }, heapMb: 32 }, renewal)
}
