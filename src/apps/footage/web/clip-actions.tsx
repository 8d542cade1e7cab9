import { useNavigate } from '@tanstack/react-router'
import { Captions, Download, Ellipsis, Pencil, Share2, Trash2 } from 'lucide'
import { lazy, Suspense, useState } from 'react'
import { Button, IconButton } from '../../../web/ui/button.tsx'
import { Menu, MenuItem } from '../../../web/ui/menu.tsx'
import { wordsOf } from '../../../web/ui/states.tsx'
import { useToast } from '../../../web/ui/toast.tsx'
import type { Clip } from '../contract/clip.ts'
import type { Seek } from './clip-player.tsx'
import { useClipChanges } from './clip-queries.ts'

const EditDialog = lazy(async () => ({ default: (await import('./edit-dialog.tsx')).EditDialog }))
const CaptionsDialog = lazy(async () => ({
  default: (await import('./captions-dialog.tsx')).CaptionsDialog,
}))
const ShareDialog = lazy(async () => ({ default: (await import('./share-dialog.tsx')).ShareDialog }))

/** Share, and behind the dots what the reader may do with the clip. */
export function ClipActions({ clip, player }: { clip: Clip; player: { current: Seek | null } }) {
  const [open, setOpen] = useState<'share' | 'edit' | 'captions' | null>(null)
  const remove = useRemove(clip)
  const original = clip.playback?.original ?? clip.download
  if (clip.deletedAt !== null) return null
  return (
    <>
      <Button icon={Share2} onClick={() => setOpen('share')}>
        Share
      </Button>
      {(clip.may.edit || clip.may.delete || original) && (
        <Menu
          label="More"
          trigger={(button) => <IconButton label="More" icon={Ellipsis} kind="plain" {...button} />}
        >
          {clip.may.edit && (
            <MenuItem icon={Pencil} onClick={() => setOpen('edit')}>
              Edit
            </MenuItem>
          )}
          {clip.may.edit && (
            <MenuItem icon={Captions} onClick={() => setOpen('captions')}>
              Captions
            </MenuItem>
          )}
          {original && (
            <MenuItem icon={Download} onClick={() => location.assign(original)}>
              Download the original
            </MenuItem>
          )}
          {clip.may.delete && (
            <MenuItem icon={Trash2} onClick={remove}>
              Delete
            </MenuItem>
          )}
        </Menu>
      )}
      <Suspense>
        {open === 'share' && (
          <ShareDialog clip={clip} seconds={player.current?.time() ?? 0} onClose={() => setOpen(null)} />
        )}
        {open === 'captions' && <CaptionsDialog clipId={clip.id} onClose={() => setOpen(null)} />}
        {open === 'edit' && <EditDialog clip={clip} onClose={() => setOpen(null)} />}
      </Suspense>
    </>
  )
}

/** Deletes at once and offers the way back: nothing is gone for 7 days. */
function useRemove(clip: Clip) {
  const { remove, restore } = useClipChanges(clip.id)
  const navigate = useNavigate()
  const toast = useToast()
  const undo = () =>
    restore.mutate(undefined, {
      onSuccess: () => toast('The clip is back'),
      onError: (problem) => toast(wordsOf(problem)),
    })
  return () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        void navigate({ to: '/footage' })
        toast({ text: `“${clip.title}” is deleted`, action: { label: 'Undo', run: undo } })
      },
      onError: (problem) => toast(wordsOf(problem)),
    })
}
