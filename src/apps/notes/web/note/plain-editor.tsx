import { useState } from 'react'
import { Button } from '#web/ui/button.tsx'
import type { Note } from '../../contract/note.ts'
import { useSaveFields } from './use-save-fields.ts'

/** The text of a note in a plain box. */
export function PlainEditor({ note, onClose }: { note: Note; onClose: () => void }) {
  const [body, setBody] = useState(note.body)
  const save = useSaveFields(note)
  return (
    <>
      <textarea
        aria-label="Text"
        className="input"
        value={body}
        onChange={(event) => setBody(event.target.value)}
      />
      <Button kind="primary" onClick={() => void save.now(() => ({ body })).then(onClose)}>
        Save
      </Button>
    </>
  )
}
