// oxlint-disable unicorn/require-post-message-target-origin -- threads, not windows
import { Worker } from 'node:worker_threads'
import type { LeaseRenewal, LeaseRenewer } from './lease-renewer.ts'

/** A thread that renews with a connection of its own. It says `open`, then perhaps `lost`, and ends when it is told anything. */
type RenewerThread = {
  file: URL
  /** How it reaches its database; whatever its file asks for. */
  access: object
  /** What its JavaScript may hold. */
  heapMb: number
}

/** Starts the thread. Resolves once its connection is open. */
export async function openRenewerThread(
  { file, access, heapMb }: RenewerThread,
  renewal: LeaseRenewal,
): Promise<LeaseRenewer> {
  const { table, owner, everySeconds, silentSeconds } = renewal
  const pulse = new Int32Array(new SharedArrayBuffer(4))
  const thread = new Worker(file, {
    workerData: { ...access, table, owner, everySeconds, silentSeconds, pulse },
    resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: heapMb / 16 },
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
