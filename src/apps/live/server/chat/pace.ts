import { Fault } from '#platform/errors.ts'
import type { ChatPaceRow } from './chat-tables.ts'

/** Nobody types faster than this for long. */
export const mostInWindow = 8
const windowSeconds = 10

type Kept = Pick<ChatPaceRow, 'last_at' | 'window_at' | 'window_count'>

/** How a person's pace stands after one more message at `now` (milliseconds). Throws `Fault('limited')` when it comes too soon. */
export function nextPace(before: Kept | null, now: number, slowSeconds: number): Kept {
  const iso = new Date(now).toISOString()
  if (before === null) return { last_at: iso, window_at: iso, window_count: 1 }
  const slowFor = slowSeconds - (now - Date.parse(before.last_at)) / 1000
  if (slowFor > 0)
    throw tooSoon('slow-mode', `This chat is in slow mode: one message every ${slowSeconds} s.`, slowFor)
  const inWindow = (now - Date.parse(before.window_at)) / 1000
  if (inWindow >= windowSeconds) return { last_at: iso, window_at: iso, window_count: 1 }
  if (before.window_count >= mostInWindow)
    throw tooSoon('too-fast', 'That is a lot at once.', windowSeconds - inWindow)
  return { last_at: iso, window_at: before.window_at, window_count: before.window_count + 1 }
}

/** A clock that another process set back does not lock anybody out for longer than the pace itself. */
function tooSoon(code: string, what: string, seconds: number): Fault {
  const wait = Math.max(1, Math.ceil(seconds))
  return new Fault('limited', code, `${what} Your text is kept; send it again in ${wait} s.`, {
    retryAfterSeconds: wait,
  })
}
