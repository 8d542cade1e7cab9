import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSpace } from '../../../web/session.ts'
import { Button } from '../../../web/ui/button.tsx'
import { Dialog, DialogActions } from '../../../web/ui/dialog.tsx'
import { Field, Select } from '../../../web/ui/fields.tsx'
import { Form, FormProblem, type FormValues, useFormState } from '../../../web/ui/form.tsx'
import { Loaded } from '../../../web/ui/loaded.tsx'
import { Skeleton } from '../../../web/ui/skeleton.tsx'
import { wordsOf } from '../../../web/ui/states.tsx'
import type { Caption } from '../contract/caption.ts'
import { readCaptionFile } from './caption-file.ts'
import { captionsQuery, useCaptionChanges } from './caption-queries.ts'
import { languageName, languageOptions, ownName } from './languages.ts'

/** The captions of a clip, one more, one less. */
export function CaptionsDialog({ clipId, onClose }: { clipId: string; onClose: () => void }) {
  const { slug } = useSpace()
  const query = useQuery(captionsQuery(slug, clipId))
  const [added, setAdded] = useState(0)
  return (
    <Dialog title="Captions" onClose={onClose} width={520}>
      <Loaded query={query} skeleton={<Skeleton className="h-12 w-full" />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-md text-muted">
              No captions yet. Add what is said as a WebVTT or SRT file, one for each language.
            </p>
          ) : (
            <ul className="grid gap-1" aria-label="Captions of this clip">
              {items.map((caption) => (
                <CaptionRow key={caption.id} clipId={clipId} caption={caption} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <NewCaptions key={added} clipId={clipId} onAdded={() => setAdded(added + 1)} onClose={onClose} />
    </Dialog>
  )
}

function CaptionRow({ clipId, caption }: { clipId: string; caption: Caption }) {
  const { remove } = useCaptionChanges(clipId)
  const [asked, setAsked] = useState(false)
  const language = languageName(caption.language)
  return (
    <li className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1">
      <span className="min-w-0 flex-1 truncate">
        {caption.label}
        {language !== caption.label && <span className="text-muted"> · {language}</span>}
      </span>
      {asked ? (
        <>
          <Button small onClick={() => setAsked(false)}>
            Keep
          </Button>
          <Button small kind="danger" busy={remove.isPending} onClick={() => remove.mutate(caption.id)}>
            Remove for good
          </Button>
        </>
      ) : (
        <Button small aria-label={`Remove ${caption.label}`} onClick={() => setAsked(true)}>
          Remove
        </Button>
      )}
      {remove.isError && (
        <p role="alert" className="w-full text-sm text-danger">
          {wordsOf(remove.error)}
        </p>
      )}
    </li>
  )
}

function NewCaptions({
  clipId,
  onAdded,
  onClose,
}: {
  clipId: string
  onAdded: () => void
  onClose: () => void
}) {
  const { add } = useCaptionChanges(clipId)
  const [file, setFile] = useState<File | null>(null)
  const save = async (values: FormValues) => {
    const language = values.text('language')
    const label = values.text('label') || ownName(language)
    await add.mutateAsync({ language, label, text: await readCaptionFile(file ?? new Blob()) })
    onAdded()
  }
  return (
    <Form save={save} label="Add captions" className="mt-5 grid gap-5">
      <Field
        label="File"
        name="text"
        type="file"
        accept=".vtt,.srt,text/vtt,application/x-subrip"
        hint="WebVTT or SRT"
        required
        onChange={(event) => setFile(event.target.files?.[0] ?? null)}
      />
      <Select label="Language" name="language" options={languageOptions()} />
      <Field
        label="Name"
        name="label"
        maxLength={80}
        hint="In the player’s menu. Left empty, it is the name of the language."
      />
      <FormProblem fields={['text', 'language', 'label']} />
      <Actions onClose={onClose} />
    </Form>
  )
}

function Actions({ onClose }: { onClose: () => void }) {
  const { busy } = useFormState()
  return (
    <DialogActions>
      <Button onClick={onClose}>Close</Button>
      <Button kind="primary" type="submit" busy={busy}>
        Add captions
      </Button>
    </DialogActions>
  )
}
