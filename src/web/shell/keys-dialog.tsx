import { Dialog } from '../ui/dialog.tsx'
import { useShortcutList } from '../ui/shortcuts.tsx'

/** Every shortcut that works on this page right now. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  const list = useShortcutList()
  // Of two with the same keys the later one answers.
  const shown = new Map(list().map((shortcut) => [shortcut.keys, shortcut.label]))
  const mac = /Mac|iPhone|iPad/.test(navigator.userAgent)
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <dl className="grid gap-1">
        {[...shown].map(([keys, label]) => (
          <div key={keys} className="flex min-h-9 items-center justify-between gap-4">
            <dt>{label}</dt>
            <dd className="flex gap-1">
              {keys.split(' ').map((key) => (
                <kbd key={key}>{mac && key === 'Ctrl' ? '⌘' : key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
