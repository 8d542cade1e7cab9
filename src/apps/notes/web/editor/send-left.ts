import { type AutosaveParts, openAutosave, type SaveState } from './autosave.ts'
import type { Drafts, KeptDraft } from './drafts.ts'

/** What became of a draft whose page is gone. */
export type LeftOutcome = { draft: KeptDraft; state: SaveState }

/**
 * Sends the drafts of pages that are gone, one after the other. What cannot be sent stays kept: without a connection for the next
 * time, after a refusal or a conflict for whoever opens the note.
 */
export async function sendLeft(
  drafts: Drafts,
  partsOf: (id: string) => Pick<AutosaveParts, 'send' | 'read' | 'clock'>,
): Promise<LeftOutcome[]> {
  const outcomes: LeftOutcome[] = []
  for (const draft of await drafts.left()) {
    const hold = drafts.hold(draft.id, draft.tab)
    try {
      const machine = openAutosave(draft, {
        ...partsOf(draft.id),
        keep: hold.keep,
        replaced: () => {},
      })
      await ended(machine)
      outcomes.push({ draft, state: machine.state() })
      machine.stop()
    } finally {
      hold.release()
    }
    if (outcomes.at(-1)?.state.kind === 'offline') break
  }
  return outcomes
}

const ended = (machine: ReturnType<typeof openAutosave>) =>
  new Promise<void>((resolve) => {
    const look = () => {
      if (machine.state().kind !== 'changed' && machine.state().kind !== 'saving') resolve()
    }
    machine.subscribe(look)
    look()
  })
