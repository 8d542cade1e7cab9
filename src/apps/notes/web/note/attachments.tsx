import { useQueryClient } from '@tanstack/react-query'
import { Download, File, Image, Trash2 } from 'lucide'
import { useState } from 'react'
import { call } from '#web/api.ts'
import { useSpace } from '#web/session.ts'
import { buttonClass, IconButton } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { bytes } from '#web/ui/format.ts'
import { Icon } from '#web/ui/icon.tsx'
import { wordsOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'
import type { Attachment, Note } from '../../contract/note.ts'
import type { deleteAttachment } from '../../contract/note-routes.ts'
import { noteQuery } from '../note-queries.ts'

/** The files of a note, to be taken along; who may edit removes them. */
export function Attachments({ note }: { note: Note }) {
  const [removing, setRemoving] = useState<Attachment | null>(null)
  const remove = useRemove(note)
  if (note.attachments.length === 0) return null
  return (
    <section className="mt-10" aria-labelledby="attachments">
      <h2 id="attachments" className="mb-2 text-base">
        Attachments
      </h2>
      <ul className="panel">
        {note.attachments.map((file) => (
          <FileRow
            key={file.id}
            file={file}
            remove={note.may.edit && note.deletedAt === null ? () => setRemoving(file) : null}
          />
        ))}
      </ul>
      {removing && (
        <ConfirmDialog
          title={`Remove ${removing.name}?`}
          confirm="Remove"
          onClose={() => setRemoving(null)}
          onConfirm={() => {
            setRemoving(null)
            void remove(removing)
          }}
        >
          Where the text shows it, its place stays empty.
        </ConfirmDialog>
      )}
    </section>
  )
}

export const FileRow = ({ file, remove }: { file: Attachment; remove: (() => void) | null }) => (
  <li className="panel-row flex items-center gap-3 py-2">
    <Icon of={file.image ? Image : File} className="text-muted" />
    <span className="min-w-0 flex-1 truncate text-md font-medium">{file.name}</span>
    <span className="text-sm whitespace-nowrap text-muted">
      {file.state === 'ready' ? bytes(file.size) : 'On its way'}
    </span>
    {file.download && (
      <a
        href={file.download}
        download={file.name}
        aria-label={`Download ${file.name}`}
        title={`Download ${file.name}`}
        className={`${buttonClass({ kind: 'quiet', small: true })} btn-icon`}
      >
        <Icon of={Download} size={18} />
      </a>
    )}
    {remove && <IconButton small label={`Remove ${file.name}`} icon={Trash2} onClick={remove} />}
  </li>
)

function useRemove(note: Note) {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const toast = useToast()
  return async (file: Attachment) => {
    try {
      await call<typeof deleteAttachment>('DELETE /spaces/:space/notes/:id/attachments/:attachment', {
        params: { space, id: note.id, attachment: file.id },
      })
    } catch (problem) {
      toast(wordsOf(problem))
    }
    await queries.invalidateQueries({ queryKey: noteQuery(space, note.id).queryKey })
  }
}
