import { useEffect, useRef, useState } from 'react'
import type { Note } from '../../contract/note.ts'
import type { SaveFields } from './use-save-fields.ts'

/** The title while a note is edited. It saves itself when the typing pauses, when the field is left and when it goes away. */
export function TitleField({ note, save }: { note: Note; save: SaveFields }) {
  const [typed, setTyped] = useState<string | null>(null)
  const sent = useRef(note.title)
  const keep = useRef(() => {})
  useEffect(() => {
    keep.current = () => {
      const title = typed?.trim()
      if (title === undefined || title === note.title || title === sent.current) return
      sent.current = title
      void save.now(() => ({ title }))
    }
  })
  useEffect(() => {
    if (typed === null) return
    if (typed === note.title) return setTyped(null)
    const timer = setTimeout(() => keep.current(), 1000)
    return () => clearTimeout(timer)
  }, [typed, note.title])
  useEffect(() => () => keep.current(), [])
  return (
    <input
      aria-label="Title"
      placeholder="Title"
      maxLength={300}
      autoComplete="off"
      value={typed ?? note.title}
      className="min-h-10 w-full rounded-sm bg-transparent text-2xl font-semibold outline-offset-4"
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => {
        keep.current()
        setTyped((left) => left && left.trim())
      }}
    />
  )
}
