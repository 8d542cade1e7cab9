import { X } from 'lucide'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { Button, IconButton } from './button.tsx'

/**
 * A native modal dialog, in the page only while it is open. Escape, the cross and a click beside it call `onClose`;
 * the first field gets the focus, the browser keeps it inside, and it goes back to where it was.
 */
export function Dialog({
  title,
  onClose,
  children,
  width = 480,
}: {
  title: string
  onClose: () => void
  children: ReactNode
  width?: number
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useEffect(() => {
    const element = dialog.current
    const before = document.activeElement
    element?.showModal()
    element
      ?.querySelector<HTMLElement>('.dialog-body :is(input, select, textarea):not([type=hidden])')
      ?.focus()
    return () => {
      element?.close()
      if (before instanceof HTMLElement) before.focus({ preventScroll: true })
    }
  }, [])
  return (
    // Escape reaches `onCancel`; the click only answers to the backdrop, which is not part of the keyboard's way.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      className="dialog"
      style={{ ['--dialog-width' as string]: `${width}px` }}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div className="flex items-center justify-between gap-4 py-3 pr-3 pl-5">
        <h2 id={heading}>{title}</h2>
        <IconButton label="Close" icon={X} onClick={onClose} />
      </div>
      <div className="dialog-body px-5 pb-5">{children}</div>
    </dialog>
  )
}

/** The row of buttons at the end of a dialog. */
export const DialogActions = ({ children }: { children: ReactNode }) => (
  <div className="mt-6 flex flex-wrap justify-end gap-2">{children}</div>
)

/** Asks before something that cannot be taken back. `confirm` says what will happen: "Remove Ada". */
export const ConfirmDialog = ({
  title,
  children,
  confirm,
  busy = false,
  onConfirm,
  onClose,
}: {
  title: string
  children: ReactNode
  confirm: string
  busy?: boolean
  onConfirm: () => void
  onClose: () => void
}) => (
  <Dialog title={title} onClose={onClose} width={420}>
    <div className="text-md text-muted">{children}</div>
    <DialogActions>
      <Button onClick={onClose}>Keep</Button>
      <Button kind="danger" busy={busy} onClick={onConfirm}>
        {confirm}
      </Button>
    </DialogActions>
  </Dialog>
)
