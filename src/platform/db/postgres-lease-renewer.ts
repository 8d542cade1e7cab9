// oxlint-disable unicorn/require-post-message-target-origin -- threads, not windows
import { Worker } from 'node:worker_threads'
import type { LeaseRenewal, LeaseRenewer } from './lease-renewer.ts'
import { postgresAddress } from './postgres-address.ts'

/** Renews in a thread with a connection of its own. Resolves once that is open. */
export async function openPostgresLeaseRenewer(
  server: { url: string; ca: string | null },
  renewal: LeaseRenewal,
): Promise<LeaseRenewer> {
  const { table, owner, everySeconds, silentSeconds } = renewal
  const { connectionString, ssl } = postgresAddress(server.url, server.ca)
  // A function cannot be handed to a thread.
  const tls = ssl && { ...ssl, checkServerIdentity: undefined, anyName: 'checkServerIdentity' in ssl }
  const pulse = new Int32Array(new SharedArrayBuffer(4))
  const thread = new Worker(new URL('./postgres-lease-thread.mjs', import.meta.url), {
    workerData: { connectionString, tls, table, owner, everySeconds, silentSeconds, pulse },
    resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 2 },
  })
  const gone = new Promise<void>((resolve) => thread.once('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    thread.once('error', reject)
    thread.once('message', () => {
      thread.off('error', reject)
      resolve()
    })
  })
  thread.on('message', (word) => word === 'lost' && renewal.lost())
  thread.on('error', (error) => renewal.failed(error as Error))
  return {
    alive: () => void Atomics.add(pulse, 0, 1),
    async stop() {
      thread.postMessage('stop')
      await gone
    },
  }
}
