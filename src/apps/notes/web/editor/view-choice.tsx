import { Columns2, Eye, PenLine, type IconNode } from 'lucide'
import { useState } from 'react'
import { IconButton } from '#web/ui/button.tsx'

const views = ['write', 'both', 'read'] as const
export type WritingView = (typeof views)[number]

/** How the person likes to write, in this browser. */
export function useWritingView(): [WritingView, (view: WritingView) => void] {
  const [view, setView] = useState(readView)
  const choose = (chosen: WritingView) => {
    setView(chosen)
    try {
      localStorage.setItem('longhouse.notes.view', chosen)
    } catch {}
  }
  return [view, choose]
}

/** Text, text and preview, preview. Side by side only where there is room for both. */
export const ViewChoice = ({
  view,
  onChange,
}: {
  view: WritingView
  onChange: (view: WritingView) => void
}) => (
  <div role="group" aria-label="View" className="flex">
    {views.map((name) => (
      <IconButton
        key={name}
        small
        label={looks[name].label}
        icon={looks[name].icon}
        aria-pressed={view === name}
        className={`editor-choice ${name === 'both' ? 'editor-wide-only' : ''}`}
        onClick={() => onChange(name)}
      />
    ))}
  </div>
)

const looks: Record<WritingView, { label: string; icon: IconNode }> = {
  write: { label: 'Text', icon: PenLine },
  both: { label: 'Text and preview', icon: Columns2 },
  read: { label: 'Preview', icon: Eye },
}

function readView(): WritingView {
  try {
    const kept = localStorage.getItem('longhouse.notes.view')
    return views.find((view) => view === kept) ?? 'write'
  } catch {
    return 'write'
  }
}
