import { useRouter } from '@tanstack/react-router'
import {
  Archive,
  ArchiveRestore,
  Link as LinkIcon,
  ListChecks,
  Pin,
  PinOff,
  Share2,
  Trash2,
  Undo2,
} from 'lucide'
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import { copyText } from '#web/ui/copy.ts'
import { Menu, MenuItem } from '#web/ui/menu.tsx'
import { useToast } from '#web/ui/toast.tsx'
import type { NoteSummary } from '../../contract/note.ts'
import { type NoteAtHand, useNoteActions } from '../note-actions.ts'
import { nameOf } from '../plain-text.ts'
import { NoteKeys } from './note-keys.tsx'
import { NoteMenuButton } from './note-menu-button.tsx'

const ShareDialog = lazy(async () => ({ default: (await import('./share-dialog.tsx')).ShareDialog }))
const DestroyDialog = lazy(async () => ({ default: (await import('./destroy-dialog.tsx')).DestroyDialog }))

export type NoteMenuProps = {
  note: NoteAtHand & Pick<NoteSummary, 'deletedAt'>
  may?: { edit: boolean; delete: boolean; share: boolean }
  small?: boolean
  startOpen: boolean
  onSelect?: () => void
  /** After it went into the trash or for good. */
  onGone?: () => void
  children?: ReactNode
}

/** What can be done with one note, behind the dots. `may` as the server said; a list does not know and lets one try. */
export function NoteMenu({
  note,
  may = { edit: true, delete: true, share: true },
  small = false,
  startOpen,
  onSelect,
  onGone,
  children,
}: NoteMenuProps) {
  const [open, setOpen] = useState<'share' | 'destroy' | null>(null)
  const actions = useNoteActions()
  const copy = useCopyLink(note.id)
  const dots = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (startOpen) dots.current?.querySelector('button')?.click()
  }, [startOpen])
  const trashed = note.deletedAt !== null
  const archived = note.archivedAt !== null
  return (
    <>
      <span ref={dots} className="contents">
        <Menu
          label={`Actions for ${nameOf(note)}`}
          trigger={(button) => <NoteMenuButton note={note} small={small} {...button} />}
        >
          {!trashed && may.edit && (
            <MenuItem
              icon={note.pinned ? PinOff : Pin}
              onClick={() => void actions.setPinned([note], !note.pinned)}
            >
              {note.pinned ? 'Unpin' : 'Pin'}
            </MenuItem>
          )}
          {!trashed && may.edit && (
            <MenuItem
              icon={archived ? ArchiveRestore : Archive}
              onClick={() => void actions.setArchived([note], !archived)}
            >
              {archived ? 'Bring back from the archive' : 'Archive'}
            </MenuItem>
          )}
          {!trashed && (
            <MenuItem icon={LinkIcon} onClick={() => void copy()}>
              Copy link
            </MenuItem>
          )}
          {!trashed && may.share && (
            <MenuItem icon={Share2} onClick={() => setOpen('share')}>
              Share
            </MenuItem>
          )}
          {children}
          {onSelect && (
            <MenuItem icon={ListChecks} onClick={onSelect}>
              Select
            </MenuItem>
          )}
          {trashed && may.delete && (
            <MenuItem icon={Undo2} onClick={() => void actions.restore([note])}>
              Restore
            </MenuItem>
          )}
          {may.delete && (
            <MenuItem
              icon={Trash2}
              onClick={() => {
                if (trashed) return setOpen('destroy')
                onGone?.()
                void actions.trash([note])
              }}
            >
              {trashed ? 'Delete forever' : 'Delete'}
            </MenuItem>
          )}
        </Menu>
      </span>
      {!small && <NoteKeys note={note} may={may} {...(onGone && { onGone })} />}
      <Suspense>
        {open === 'share' && <ShareDialog note={note} onClose={() => setOpen(null)} />}
        {open === 'destroy' && (
          <DestroyDialog notes={[note]} onClose={() => setOpen(null)} {...(onGone && { onGone })} />
        )}
      </Suspense>
    </>
  )
}

function useCopyLink(id: string) {
  const router = useRouter()
  const toast = useToast()
  return async () => {
    const { publicHref } = router.buildLocation({ to: `/notes/${id}`, search: {} } as never)
    const done = await copyText(location.origin + publicHref)
    toast(
      done
        ? 'Link copied: members of this space can open it'
        : `Copy it yourself: ${location.origin}${publicHref}`,
    )
  }
}
