import { Check, CircleAlert, CloudOff, GitCompareArrows, LoaderCircle, type IconNode } from 'lucide'
import { Button } from '#web/ui/button.tsx'
import { Icon } from '#web/ui/icon.tsx'
import type { SaveState } from './autosave.ts'

/** Where the text is: on the server, on its way, or kept in this browser. What needs the person is read out. */
export function SaveStatus({
  state,
  onAgain,
  onCompare,
}: {
  state: SaveState
  onAgain: () => void
  onCompare: () => void
}) {
  const { icon, words, tone } = lookOf(state)
  const urgent = state.kind !== 'saved' && state.kind !== 'changed' && state.kind !== 'saving'
  return (
    <div className="flex min-h-8 min-w-0 flex-wrap items-center gap-x-2 text-sm" data-save-state={state.kind}>
      <span role={urgent ? 'alert' : 'presentation'} className={`flex min-w-0 items-center gap-1.5 ${tone}`}>
        <Icon of={icon} size={16} />
        <span>{words}</span>
      </span>
      {state.kind === 'failed' && (
        <Button small onClick={onAgain}>
          Try again
        </Button>
      )}
      {state.kind === 'conflict' && (
        <Button small icon={GitCompareArrows} onClick={onCompare}>
          Compare
        </Button>
      )}
    </div>
  )
}

function lookOf(state: SaveState): { icon: IconNode; words: string; tone: string } {
  switch (state.kind) {
    case 'saved':
      return { icon: Check, words: 'Saved', tone: 'text-muted' }
    case 'changed':
    case 'saving':
      return { icon: LoaderCircle, words: 'Saving…', tone: 'text-muted' }
    case 'offline':
      return { icon: CloudOff, words: 'Offline: kept on this device', tone: 'text-warn' }
    case 'failed':
      return { icon: CircleAlert, words: `Could not save: ${state.words}`, tone: 'text-danger' }
    case 'conflict':
      return { icon: GitCompareArrows, words: 'Changed elsewhere', tone: 'text-warn' }
  }
}
