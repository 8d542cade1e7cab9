/** Thins out progress to one write in `everySeconds`, never two at a time; the newest value wins. */
export function openProgress(everySeconds: number, write: (percent: number, stage: string) => Promise<void>) {
  let latest: { percent: number; stage: string } | null = null
  let timer: NodeJS.Timeout | null = null
  let writing: Promise<void> = Promise.resolve()
  let closed = false

  const flush = () => {
    timer = setTimeout(() => {
      timer = null
      if (latest) flush()
    }, everySeconds * 1000)
    const { percent, stage } = latest!
    latest = null
    writing = writing.then(() => write(percent, stage))
  }
  return {
    report(percent: number, stage: string): void {
      if (closed || !Number.isFinite(percent)) return
      latest = { percent: Math.min(100, Math.max(0, percent)), stage: stage.slice(0, 200) }
      if (!timer) flush()
    },
    /** Resolves when no write is under way and none will follow. */
    async close(): Promise<void> {
      closed = true
      if (timer) clearTimeout(timer)
      await writing
    },
  }
}
