import { useState } from 'react'
import { Button } from '#web/ui/button.tsx'
import { Dialog, DialogActions } from '#web/ui/dialog.tsx'
import { Check, TextArea } from '#web/ui/fields.tsx'
import { type Choice, openChoices, resolvedText } from './conflict-choices.ts'
import type { Conflict, MergePart } from './merge.ts'
import type { NoteText } from './note-text.ts'

/**
 * Two people changed the same place. Both versions stand beside each other; mine, theirs or both is chosen for each place, and
 * what comes out can be written on. Closing decides nothing: both stay where they are.
 */
export function ConflictDialog({
  conflict,
  onResolve,
  onClose,
}: {
  conflict: Conflict
  onResolve: (text: NoteText) => void
  onClose: () => void
}) {
  const [choices, setChoices] = useState(() => openChoices(conflict))
  const choose = (at: number, choice: Choice) =>
    setChoices((all) => all.map((other, index) => (index === at ? choice : other)))
  let place = 0
  return (
    <Dialog title="Changed elsewhere" onClose={onClose} width={960}>
      <p className="mb-4 text-md text-muted">
        Someone else saved this note while you were writing, and you both changed the same place. Choose for
        each; their version stays in the history.
      </p>
      <div className="grid gap-5">
        {conflict.titles && (
          <Place
            name="Title"
            versions={conflict.titles}
            choice={choices[place]!}
            onChoose={choose.bind(null, place++)}
          />
        )}
        {conflict.parts.map((part, at) =>
          part.kind === 'same' ? (
            // oxlint-disable-next-line react/no-array-index-key
            <Around key={at} lines={part.lines} />
          ) : (
            <Place
              // oxlint-disable-next-line react/no-array-index-key
              key={at}
              name={`Place ${numberOf(conflict.parts, at)}`}
              versions={{ mine: part.mine.join('\n'), theirs: part.theirs.join('\n') }}
              choice={choices[place]!}
              onChoose={choose.bind(null, place++)}
            />
          ),
        )}
      </div>
      <DialogActions>
        <Button onClick={onClose}>Decide later</Button>
        <Button kind="primary" onClick={() => onResolve(resolvedText(conflict, choices))}>
          Save this
        </Button>
      </DialogActions>
    </Dialog>
  )
}

function Place({
  name,
  versions,
  choice,
  onChoose,
}: {
  name: string
  versions: { mine: string; theirs: string }
  choice: Choice
  onChoose: (choice: Choice) => void
}) {
  const results = {
    mine: versions.mine,
    theirs: versions.theirs,
    both: [versions.mine, versions.theirs].filter(Boolean).join(name === 'Title' ? ' ' : '\n'),
  }
  return (
    <fieldset className="panel p-4">
      <legend className="px-1 font-semibold">{name}</legend>
      <div className="grid gap-3 md:grid-cols-2">
        <Version title="Yours" text={versions.mine} />
        <Version title="Theirs" text={versions.theirs} />
      </div>
      <div className="flex flex-wrap gap-x-6">
        {(['mine', 'theirs', 'both'] as const).map((kind) => (
          <Check
            key={kind}
            type="radio"
            name={`conflict-${name}`}
            label={words[kind]}
            checked={choice.kind === kind}
            onChange={() => onChoose({ kind, text: results[kind] })}
          />
        ))}
      </div>
      <TextArea
        label="What is saved"
        name={`result-${name}`}
        value={choice.text}
        onChange={(event) => onChoose({ ...choice, text: event.target.value })}
      />
    </fieldset>
  )
}

const words = { mine: 'Yours', theirs: 'Theirs', both: 'Both' }

const Version = ({ title, text }: { title: string; text: string }) => (
  <div>
    <p className="mb-1 text-sm font-medium text-muted">{title}</p>
    <pre className="rounded-md bg-surface p-3 font-sans text-md whitespace-pre-wrap">
      {text === '' ? <span className="text-muted">Taken away</span> : text}
    </pre>
  </div>
)

/** The first and last lines of what both agree on, so that one knows where one is. */
const Around = ({ lines }: { lines: readonly string[] }) => (
  <p className="px-4 text-sm whitespace-pre-wrap text-muted">
    {lines.length <= 4 ? lines.join('\n') : [...lines.slice(0, 2), '…', ...lines.slice(-2)].join('\n')}
  </p>
)

const numberOf = (parts: readonly MergePart[], at: number) =>
  parts.slice(0, at + 1).filter(({ kind }) => kind === 'conflict').length
