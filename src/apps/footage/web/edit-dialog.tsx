import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Visibility } from '../../../contract/shapes.ts'
import { ApiProblem } from '../../../web/api.ts'
import { useSpace } from '../../../web/session.ts'
import { Button } from '../../../web/ui/button.tsx'
import { Dialog, DialogActions } from '../../../web/ui/dialog.tsx'
import { Field, Select, TextArea } from '../../../web/ui/fields.tsx'
import { Form, FormProblem, type FormValues, useFormState } from '../../../web/ui/form.tsx'
import type { Clip } from '../contract/clip.ts'
import { clipQuery, tagsQuery, useClipChanges } from './clip-queries.ts'
import { visibilityOptions } from './clip-state.tsx'

/** Changes what is said about a clip. When someone else was first, what was typed stays and the newer version is told. */
export function EditDialog({ clip, onClose }: { clip: Clip; onClose: () => void }) {
  const { slug } = useSpace()
  const { edit } = useClipChanges(clip.id)
  const queries = useQueryClient()
  const [version, setVersion] = useState(clip.version)
  const known = useQuery(tagsQuery(slug)).data?.items ?? []
  const save = async (values: FormValues) => {
    const recorded = values.text('recordedAt')
    const patch = {
      title: values.text('title'),
      description: values.text('description'),
      tags: tagsOf(values.text('tags')),
      visibility: values.text('visibility') as Visibility,
      recordedAt: recorded ? new Date(recorded).toISOString() : null,
    }
    try {
      await edit.mutateAsync({ patch, version })
      onClose()
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.status === 412) {
        const newer = await queries.fetchQuery({ ...clipQuery(slug, clip.id), staleTime: 0 })
        setVersion(newer.version)
      }
      throw problem
    }
  }
  return (
    <Dialog title="Edit clip" onClose={onClose} width={560}>
      <Form save={save}>
        <Field label="Title" name="title" defaultValue={clip.title} maxLength={200} required />
        <TextArea
          label="Description"
          name="description"
          defaultValue={clip.description}
          rows={5}
          maxLength={10_000}
        />
        <Field
          label="Tags"
          name="tags"
          defaultValue={clip.tags.join(', ')}
          list="footage-tags"
          hint="Separated by commas"
        />
        <datalist id="footage-tags">
          {known.map(({ tag }) => (
            <option key={tag} value={tag}>
              {tag}
            </option>
          ))}
        </datalist>
        <Field
          label="Filmed"
          name="recordedAt"
          type="datetime-local"
          step={1}
          defaultValue={clip.recordedAt ? localTime(clip.recordedAt) : ''}
        />
        <Select
          label="Who may see it"
          name="visibility"
          defaultValue={clip.visibility}
          options={visibilityOptions}
        />
        <FormProblem fields={['title', 'description', 'tags', 'recordedAt', 'visibility']} />
        <Actions onClose={onClose} />
      </Form>
    </Dialog>
  )
}

function Actions({ onClose }: { onClose: () => void }) {
  const { busy } = useFormState()
  return (
    <DialogActions>
      <Button onClick={onClose}>Cancel</Button>
      <Button kind="primary" type="submit" busy={busy}>
        Save
      </Button>
    </DialogActions>
  )
}

const tagsOf = (text: string) => [
  ...new Set(
    text
      .split(',')
      .map((tag) => tag.trim())
      .filter(Boolean),
  ),
]

/** A time as `datetime-local` wants it, in the reader's zone. */
function localTime(at: string): string {
  const date = new Date(at)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
}
