import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { call, newKey } from '#web/api.ts'
import { useSpace } from '#web/session.ts'
import { wordsOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'
import { useUploads } from '#web/uploads/use-uploads.tsx'
import type { Note } from '../../contract/note.ts'
import type { createAttachment } from '../../contract/note-routes.ts'
import { noteQuery } from '../note-queries.ts'
import type { OpenEditor } from './editor-view.ts'

/**
 * Attaches files to a note: a mark stands in the text until the server has named the file, then its Markdown. The bytes follow
 * through the upload tray, also when the editor is closed.
 */
export function useAttach(note: Note, editor: OpenEditor | null) {
  const { slug: space } = useSpace()
  const { add } = useUploads()
  const toast = useToast()
  useFreshAttachments(space, note.id)

  const announce = (file: File, key: string) =>
    call<typeof createAttachment>('POST /spaces/:space/notes/:id/attachments', {
      params: { space, id: note.id },
      body: { name: file.name.slice(-255), size: file.size, type: file.type.slice(0, 127) },
      idempotencyKey: key,
    })

  return (files: readonly File[], at: number) => {
    for (const file of files) {
      if (file.size === 0) {
        toast(`${file.name} is empty and was left out.`)
        continue
      }
      const key = newKey()
      const finish = editor?.mark(editor.view, { key, name: file.name, at })
      add([file], {
        app: 'notes',
        space,
        start: async () => {
          try {
            const { id, upload } = await announce(file, key)
            finish?.(markdownOf(file, id))
            return { subjectId: id, uploadUrl: upload?.url ?? '', href: `/notes/${note.id}` }
          } catch (problem) {
            finish?.('')
            toast(`${file.name} was not attached. ${wordsOf(problem)}`)
            throw problem
          }
        },
      })
    }
  }
}

/** Brackets in a name would end the words of its link. */
const markdownOf = (file: File, id: string) =>
  `${/^image\/(png|jpeg|gif|webp|avif)$/.test(file.type) ? '!' : ''}[${file.name.replace(/[[\]\\\n]/g, ' ')}](attachment:${id})`

/** Reads the note again when a file of it has arrived, so that it can be shown. */
function useFreshAttachments(space: string, id: string) {
  const queries = useQueryClient()
  const { manager } = useUploads()
  const seen = useRef(new Set<string>())
  useEffect(() => {
    const look = () => {
      const ready = (manager?.items() ?? []).filter(
        (item) => item.app === 'notes' && item.state === 'ready' && !seen.current.has(item.id),
      )
      if (ready.length === 0) return
      for (const item of ready) seen.current.add(item.id)
      void queries.invalidateQueries({ queryKey: noteQuery(space, id).queryKey })
    }
    look()
    return manager?.subscribe(look)
  }, [manager, queries, space, id])
}
