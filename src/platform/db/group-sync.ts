/**
 * One sync for many commits: whoever commits while a sync runs is served by the next one, which begins after the commit.
 * After a failed sync nobody knows what is on disk, so every later call fails (docs/decisions/0002-group-commit.md).
 */
export interface GroupSync {
  /** Call as a commit succeeds, in the same turn of the event loop. */
  committed(): void
  /** Resolves once every commit so far is on disk; at once when there is none to wait for. */
  settled(): Promise<void>
  /** Something else has shown that the disk cannot be trusted: as if a sync had failed. */
  fail(error: Error): void
  /** Throws the failure of an earlier sync. */
  check(): void
  /** Whether a commit is not on disk yet. */
  readonly behind: boolean
}

export type SyncSteps = {
  /** Pushes everything that is committed when it is called to disk. */
  sync(): Promise<void>
  /** In the turn in which a sync begins, before it. */
  begins?(): void
  /** A sync has succeeded and nobody has been told yet; `behind` when newer commits wait for the next one. */
  ended?(behind: boolean): void
  /** Called once. */
  failed?(error: Error): void
}

type Waiter = { resolve: () => void; reject: (error: Error) => void }

export function openGroupSync(steps: SyncSteps): GroupSync {
  let commits = 0
  let synced = 0
  let waiting: Waiter[] = []
  let running = false
  let failure: Error | null = null

  const run = async () => {
    running = true
    while (waiting.length > 0) {
      const group = waiting
      const covers = commits
      waiting = []
      try {
        steps.begins?.()
        await steps.sync()
        if (failure) throw failure as Error
        synced = covers
        steps.ended?.(commits > synced)
        for (const one of group) one.resolve()
      } catch (error) {
        fail(error as Error, group)
      }
    }
    running = false
  }
  const fail = (error: Error, group: Waiter[] = []) => {
    const all = [...group, ...waiting]
    waiting = []
    if (!failure) steps.failed?.(error)
    failure ??= error
    for (const one of all) one.reject(failure)
  }

  return {
    committed: () => void commits++,
    settled() {
      if (failure) return Promise.reject(failure)
      if (commits === synced) return Promise.resolve()
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject })
        if (!running) void run()
      })
    },
    fail: (error) => fail(error),
    check() {
      if (failure) throw failure
    },
    get behind() {
      return commits > synced
    },
  }
}
