import { X } from 'lucide'
import { createContext, type ReactNode, use, useCallback, useRef, useState } from 'react'
import { Icon } from './icon.tsx'

export type Toast = {
  text: string
  /** "Undo", "Try again". A toast with an action stays twice as long. */
  action?: { label: string; run: () => void }
  /** Until it is dismissed. */
  stays?: boolean
}

const ToastContext = createContext<(toast: Toast | string) => void>(() => {})

/** Says in one line what happened: `toast('Link copied')`. */
export const useToast = () => use(ToastContext)

export function Toasts({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<(Toast & { id: number })[]>([])
  const last = useRef(0)
  const drop = useCallback((id: number) => setShown((all) => all.filter((toast) => toast.id !== id)), [])
  const show = useCallback(
    (given: Toast | string) => {
      const toast = typeof given === 'string' ? { text: given } : given
      const id = ++last.current
      setShown((all) => [...all.slice(-2), { ...toast, id }])
      if (!toast.stays) setTimeout(() => drop(id), toast.action ? 10_000 : 5000)
    },
    [drop],
  )
  return (
    <ToastContext value={show}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {shown.map((toast) => (
          <div key={toast.id} className="toast">
            <span className="flex-1">{toast.text}</span>
            {toast.action && (
              <button
                type="button"
                onClick={() => {
                  toast.action?.run()
                  drop(toast.id)
                }}
              >
                {toast.action.label}
              </button>
            )}
            <button type="button" aria-label="Dismiss" onClick={() => drop(toast.id)}>
              <Icon of={X} size={16} />
            </button>
          </div>
        ))}
      </div>
    </ToastContext>
  )
}
