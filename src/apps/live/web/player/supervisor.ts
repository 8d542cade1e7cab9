/** Keeps a player going: whatever ends it is opened again, soon at first and then at longer and uneven intervals. */
export type Supervisor = {
  /** The source is beyond repair, or stands still. */
  broken(): void
  /** The picture moves. What is loaded also plays on when its source is broken, so this takes no opening back. */
  playing(): void
  /** Something has changed for the better (the encoder is back): a waiting opening happens now. */
  hurry(): void
  close(): void
}

type Timers = { set: (run: () => void, milliseconds: number) => number; clear: (timer: number) => void }

/** `reopen` closes what was open and opens it again. `random` in 0–1 keeps a thousand viewers from coming back in one moment. */
export function openSupervisor(
  reopen: () => void,
  { random = Math.random, timers = browserTimers }: { random?: () => number; timers?: Timers } = {},
): Supervisor {
  let tries = 0
  let waiting: number | null = null
  const stop = () => {
    if (waiting !== null) timers.clear(waiting)
    waiting = null
  }
  const open = () => {
    waiting = null
    tries += 1
    reopen()
  }
  return {
    broken() {
      waiting ??= timers.set(open, pause(tries, random()))
    },
    playing() {
      if (waiting === null) tries = 0
    },
    hurry() {
      tries = 0
      if (waiting === null) return
      stop()
      waiting = timers.set(open, 150 * random())
    },
    close: stop,
  }
}

/** Milliseconds before the next try: 0.2–0.4 s after the first, never over 4 s. */
const pause = (tries: number, random: number) => Math.min(2000, 200 * 1.7 ** tries) * (1 + random)

const browserTimers: Timers = {
  set: (run, milliseconds) => window.setTimeout(run, milliseconds),
  clear: (timer) => clearTimeout(timer),
}
