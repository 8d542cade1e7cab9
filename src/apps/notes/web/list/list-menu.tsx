import { useNavigate } from '@tanstack/react-router'
import { Archive, ArrowDownUp, Ellipsis } from 'lucide'
import { lazy, Suspense, useState } from 'react'
import { IconButton } from '#web/ui/button.tsx'
import { Menu, MenuItem } from '#web/ui/menu.tsx'

const ArchiveDialog = lazy(async () => ({ default: (await import('./archive-dialog.tsx')).ArchiveDialog }))

/** What concerns all notes. */
export function ListMenu() {
  const navigate = useNavigate()
  const [archiving, setArchiving] = useState(false)
  return (
    <>
      <Menu
        label="More"
        trigger={(button) => <IconButton label="More" icon={Ellipsis} kind="plain" {...button} />}
      >
        <MenuItem icon={ArrowDownUp} onClick={() => void navigate({ to: '/notes/export' })}>
          Export and import
        </MenuItem>
        <MenuItem icon={Archive} onClick={() => setArchiving(true)}>
          Archive old notes
        </MenuItem>
      </Menu>
      <Suspense>{archiving && <ArchiveDialog onClose={() => setArchiving(false)} />}</Suspense>
    </>
  )
}
