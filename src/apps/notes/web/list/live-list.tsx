import { LeftDrafts } from '../editor/left-drafts.tsx'
import { useNoteEvents } from '../note-events.ts'

/** Keeps the lists as they are on the server. One that is scrolled far down is not pulled away under the reader. */
export function LiveList() {
  const { changed, show } = useNoteEvents()
  return (
    <>
      <LeftDrafts />
      {changed && (
        <p className="sticky top-[calc(var(--top-bar)+8px)] z-10 mb-2 text-center">
          <button type="button" className="btn btn-small" onClick={show}>
            Notes have changed. Show them
          </button>
        </p>
      )}
    </>
  )
}
