import { ApiProblem } from '#web/api.ts'
import { wordsOf } from '#web/ui/states.tsx'
import { type Conflict, mergeTexts } from './merge.ts'
import { arrivedAs, changesOf, type NoteText, sameText, type SavedText } from './note-text.ts'

/**
 * - `changed`: there is more than the server has; it is sent within seconds.
 * - `offline`: the house cannot be reached; it is sent by itself when it can.
 * - `failed`: the server refused; the next change or `saveNow` tries again.
 * - `conflict`: someone else changed the same place; the person decides (`resolve`).
 */
export type SaveState =
  | { kind: 'saved' | 'changed' | 'saving' | 'offline' }
  | { kind: 'failed'; words: string }
  | { kind: 'conflict'; theirs: SavedText; conflict: Conflict }

/** What must outlive the page. `sent` went out to `base` and got no answer: whether it arrived is not known. */
export type Draft = { base: SavedText; mine: NoteText; sent: readonly NoteText[] }

export type AutosaveParts = {
  /** Saves a change made to `version`. `leaving`: the page may be gone before the answer. Throws `ApiProblem`. */
  send: (
    change: ReturnType<typeof changesOf>,
    version: number,
    how: { leaving: boolean },
  ) => Promise<{ version: number }>
  read: () => Promise<SavedText>
  /** Keeps what the server does not have; null when it has everything. */
  keep: (draft: Draft | null) => void
  /** The text has become another: merged with someone else's, or theirs. `before` is what it was. */
  replaced: (text: NoteText, before: NoteText) => void
  clock: Clock
}
export type Clock = { now: () => number; later: (milliseconds: number, run: () => void) => () => void }

export type Autosave = ReturnType<typeof openAutosave>

const pause = 1000
const longest = 5000

/**
 * Saves a text while it is being written: a second after the last change, five after the first, one request at a time. Whatever
 * happens to the connection, the server or the page, each change is either on the server or in `keep`.
 */
export function openAutosave(draft: Draft, parts: AutosaveParts) {
  let { base, mine, sent } = draft
  let state: SaveState = { kind: 'saved' }
  let busy = false
  let underway = Promise.resolve()
  let closed = false
  let tries = 0
  let changedAt: number | null = null
  let cancel = () => {}
  const listeners = new Set<() => void>()

  const is = (next: SaveState) => {
    state = next
    for (const listener of listeners) listener()
  }
  const inConflict = () => state.kind === 'conflict'
  const keep = () => parts.keep(sameText(base, mine) ? null : { base, mine, sent })
  const after = (milliseconds: number) => {
    cancel()
    if (!closed) cancel = parts.clock.later(milliseconds, () => void save())
  }
  const soon = () => {
    changedAt ??= parts.clock.now()
    after(Math.max(0, Math.min(pause, changedAt + longest - parts.clock.now())))
  }

  function save(how = { leaving: false }): Promise<void> {
    cancel()
    if (!busy && !inConflict()) underway = attempt(how)
    return underway
  }

  async function attempt(how: { leaving: boolean }): Promise<void> {
    const change = changesOf(base, mine)
    changedAt = null
    if (Object.keys(change).length === 0) {
      sent = []
      keep()
      return is({ kind: 'saved' })
    }
    busy = true
    const going = mine
    sent = withSent(sent, going)
    keep()
    if (state.kind !== 'offline') is({ kind: 'saving' })
    try {
      const { version } = await parts.send(change, base.version, how)
      base = { ...going, version }
      settle()
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.status === 412) await meet()
      else refused(problem)
    } finally {
      busy = false
    }
    if (state.kind === 'changed') after(changedAt === null ? 0 : pause)
  }

  function settle() {
    sent = []
    tries = 0
    keep()
    is({ kind: sameText(base, mine) ? 'saved' : 'changed' })
    if (state.kind === 'changed') changedAt = parts.clock.now()
  }

  /** Someone else was first, or an earlier try arrived and its answer did not. */
  async function meet() {
    try {
      const theirs = await parts.read()
      const arrived = sent.find((text) => arrivedAs(text, theirs))
      if (arrived) base = { ...arrived, version: theirs.version }
      else join(theirs)
      sent = []
      if (inConflict()) return keep()
      tries = 0
      keep()
      is({ kind: 'changed' })
    } catch (problem) {
      refused(problem)
    }
  }

  function join(theirs: SavedText) {
    const merge = mergeTexts(base, mine, theirs)
    if (merge.kind === 'conflict') return is({ kind: 'conflict', theirs, conflict: merge })
    base = theirs
    replace(merge.text)
  }

  function replace(text: NoteText) {
    const before = mine
    mine = text
    if (!sameText(before, text)) parts.replaced(text, before)
  }

  function refused(problem: unknown) {
    const status = problem instanceof ApiProblem ? problem.status : -1
    // Nothing reached the server when it answered; when it did not, nobody knows.
    if (status > 0 && status < 500) sent = sent.slice(0, -1)
    keep()
    if (status === 0 || status === 408 || status === 429 || status >= 500) {
      is({ kind: 'offline' })
      after(Math.min(15, 2 ** tries++) * 1000)
    } else is({ kind: 'failed', words: wordsOf(problem) })
  }

  if (!sameText(base, mine)) {
    state = { kind: 'changed' }
    after(0)
  }
  return {
    state: () => state,
    text: () => mine,
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    /** The person has written: `text` is what is on the screen now. */
    edit(text: NoteText) {
      if (sameText(text, mine)) return
      mine = text
      keep()
      if (state.kind === 'conflict') return
      if (state.kind === 'saved' || state.kind === 'failed') is({ kind: 'changed' })
      if (!busy && state.kind !== 'offline') soon()
    },
    saveNow: () => save(),
    /** The way may be clear again. */
    wake() {
      if (state.kind === 'offline') void save()
    },
    /** The page is being left. */
    leave: () => save({ leaving: true }),
    /** The server has something newer than what this began with: seen elsewhere on the page, or told by an event. */
    meet(theirs: SavedText) {
      if (busy || theirs.version <= base.version || state.kind === 'conflict') return
      if (mergeTexts(base, mine, theirs).kind === 'conflict') return
      join(theirs)
      settle()
      if (state.kind === 'changed') soon()
    },
    /** The person's decision about a conflict: `text` is made to `theirs` and saved. */
    resolve(text: NoteText) {
      if (state.kind !== 'conflict') return
      base = state.theirs
      sent = []
      replace(text)
      keep()
      is({ kind: 'changed' })
      void save()
    },
    /** Stops; what was not sent stays kept. */
    stop() {
      closed = true
      cancel()
    },
    /** Sends what is left and stops; what cannot be sent stays kept. Resolves when nothing is under way. */
    async close() {
      closed = true
      await save({ leaving: true })
      if (state.kind === 'changed') await save({ leaving: true })
    },
  }
}

/** The first try and the latest ones: a long time without a connection must not fill the browser. */
function withSent(sent: readonly NoteText[], text: NoteText): readonly NoteText[] {
  if (sent.some((other) => sameText(other, text))) return sent
  return [...sent.slice(0, 1), ...sent.slice(1).slice(-3), text]
}
