import { useNavigate } from '@tanstack/react-router'
import { EyeOff, RotateCw, SendHorizontal, Undo2, Users } from 'lucide'
import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react'
import { newKey } from '#web/api.ts'
import { Button } from '#web/ui/button.tsx'
import { Icon } from '#web/ui/icon.tsx'
import type { NoteVisibility } from '../../contract/note.ts'
import { tagBefore } from './capture-text.ts'
import { draftOf } from './kept-text.ts'
import type { Outbox, Sending } from './outbox.ts'
import { TagChoices, useTagCompletion } from './tag-completion.tsx'
import { useOutbox } from './use-outbox.ts'

/**
 * A plain box that is always there. Ctrl Enter saves; what is typed survives a reload, and what the server has not taken stays
 * below until it has.
 */
export function CaptureBox({
  account,
  space,
  box,
  focus,
}: {
  account: string
  space: string
  box: RefObject<HTMLTextAreaElement | null>
  /** The caret goes into the box, once. */
  focus: boolean
}) {
  const [draft] = useState(() => draftOf(account, space))
  const [{ text, visibility }, setDraft] = useState(draft.load)
  const { outbox, sending } = useOutbox(account)
  const [focused, setFocused] = useState(false)
  useEffect(() => draft.save({ text, visibility }), [draft, text, visibility])
  useGrowth(box)
  useFirstFocus(box, focus)

  const setText = (next: string) => setDraft((old) => ({ ...old, text: next }))
  const completion = useTagCompletion(space, (tag) => {
    const field = box.current
    const at = field && tagBefore(field.value, field.selectionStart)
    if (!field || !at) return
    field.setSelectionRange(at.from, field.selectionStart)
    // As if typed, so that Ctrl Z takes it back.
    if (document.execCommand('insertText', false, `${tag} `)) return
    field.setRangeText(`${tag} `, at.from, field.selectionEnd, 'end')
    setText(field.value)
  })
  const look = () => {
    const field = box.current
    if (field) completion.look(tagBefore(field.value, field.selectionStart)?.typed ?? null)
  }
  const save = () => {
    if (!text.trim()) return box.current?.focus()
    outbox.add({ key: newKey(), text, visibility })
    setText('')
    completion.look(null)
    box.current?.focus()
  }
  const keys = (event: KeyboardEvent) => {
    if (completion.key(event)) return
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      save()
    }
    if (event.key === 'Escape') box.current?.blur()
  }
  const open = focused || text !== ''
  return (
    <section aria-label="Write a note" className="mb-5">
      <div className="relative rounded-lg border border-border bg-page focus-within:border-accent">
        <textarea
          ref={box}
          aria-label="New note"
          placeholder="Write a note"
          rows={1}
          maxLength={1_000_000}
          value={text}
          className="block max-h-[50dvh] w-full resize-none bg-transparent px-4 py-3 field-sizing-content outline-none"
          {...completion.field}
          onChange={(event) => {
            setText(event.target.value)
            look()
          }}
          onKeyDown={keys}
          onClick={look}
          onFocus={() => setFocused(true)}
          onBlur={() => {
            setFocused(false)
            completion.look(null)
          }}
        />
        <TagChoices completion={completion} />
        <div hidden={!open} className="flex items-center gap-2 px-2 pb-2">
          <Visibility value={visibility} onPick={(next) => setDraft({ text, visibility: next })} />
          <span className="ml-auto hidden text-sm text-muted sm:block">
            <kbd>Ctrl</kbd> <kbd>Enter</kbd>
          </span>
          <Button kind="primary" small icon={SendHorizontal} onClick={save}>
            Save
          </Button>
        </div>
      </div>
      {sending.map((note) => (
        <OnItsWay
          key={note.key}
          note={note}
          outbox={outbox}
          edit={() => {
            const taken = outbox.take(note.key)
            if (!taken) return
            setText(text ? `${taken.text}\n\n${text}` : taken.text)
            box.current?.focus()
          }}
        />
      ))}
    </section>
  )
}

const Visibility = ({
  value,
  onPick,
}: {
  value: NoteVisibility
  onPick: (value: NoteVisibility) => void
}) => (
  <Button
    kind="quiet"
    small
    icon={value === 'private' ? EyeOff : Users}
    title={value === 'private' ? 'Only you and admins see it' : 'All members see it'}
    // Keeps the caret in the box.
    onMouseDown={(event) => event.preventDefault()}
    onClick={() => onPick(value === 'private' ? 'members' : 'private')}
  >
    {value === 'private' ? 'Private' : 'Members'}
  </Button>
)

/** A note that the server does not have yet. */
const OnItsWay = ({ note, outbox, edit }: { note: Sending; outbox: Outbox; edit: () => void }) => (
  <div className="mt-2 rounded-lg border border-dashed border-border px-4 py-3" data-sending={note.state}>
    <p className="line-clamp-3 text-md whitespace-pre-wrap">{note.text}</p>
    <div className="mt-2 flex flex-wrap items-center gap-2 text-sm text-muted" role="status">
      {note.state === 'sending' && 'Saving …'}
      {note.state === 'waiting' && (note.words ? 'Not sent yet. It goes out by itself.' : 'Waiting …')}
      {note.state === 'refused' && <span className="font-medium text-danger">Not saved: {note.words}</span>}
      {note.state !== 'sending' && (
        <span className="ml-auto flex gap-2">
          <Button small icon={RotateCw} onClick={() => outbox.again(note.key)}>
            Try again
          </Button>
          <Button small icon={Undo2} onClick={edit}>
            Put back
          </Button>
        </span>
      )}
      {note.visibility === 'private' && <Icon of={EyeOff} size={14} />}
    </div>
  </div>
)

/** `?write=true` has done its work once the caret is there. */
function useFirstFocus(box: RefObject<HTMLElement | null>, wanted: boolean) {
  const navigate = useNavigate()
  useEffect(() => {
    if (!wanted) return
    // After the page has given its heading the focus.
    requestAnimationFrame(() => box.current?.focus())
    void navigate({
      to: '.',
      search: (old: object) => ({ ...old, write: undefined }),
      replace: true,
      resetScroll: false,
    })
  }, [box, wanted, navigate])
}

/** Where CSS does not let a field grow with its text, the script does. */
function useGrowth(box: RefObject<HTMLTextAreaElement | null>) {
  useEffect(() => {
    const field = box.current
    if (!field || CSS.supports('field-sizing', 'content')) return
    field.style.height = 'auto'
    field.style.height = `${field.scrollHeight}px`
  })
}
