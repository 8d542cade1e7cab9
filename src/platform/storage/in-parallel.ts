/** Runs `work` on each of `items`, at most `limit` at once. After a failure no further one is begun; throws it when those at work have ended. */
export async function inParallel<T>(
  limit: number,
  items: AsyncIterable<T> | Iterable<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>()
  const outcome = { failed: false, error: undefined as unknown }
  const note = (error: unknown) => {
    if (!outcome.failed) Object.assign(outcome, { failed: true, error })
  }
  try {
    for await (const item of items) {
      const one: Promise<void> = work(item)
        .catch(note)
        .finally(() => running.delete(one))
      running.add(one)
      if (running.size >= limit) await Promise.race(running)
      if (outcome.failed) break
    }
  } catch (error) {
    note(error)
  }
  await Promise.all(running)
  if (outcome.failed) throw outcome.error
}

/** Lets `limit` pieces of work run at once; the others wait for their turn. */
export function inTurns(limit: number): <R>(work: () => Promise<R>) => Promise<R> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
