import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '#web/api.ts'
import { useSpace } from '#web/session.ts'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { wordsOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'
import type { Attachment, Note } from '../../contract/note.ts'
import type { deleteAttachment } from '../../contract/note-routes.ts'
import { noteQuery } from '../note-queries.ts'
import { FileRow } from './file-row.tsx'

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
