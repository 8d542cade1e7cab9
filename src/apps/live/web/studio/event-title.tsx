import { useQueryClient } from '@tanstack/react-query'
import { call } from '#web/api.ts'
import { useSpace } from '#web/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Field } from '#web/ui/fields.tsx'
import { Form, FormProblem, type FormValues, useFormState } from '#web/ui/form.tsx'
import { useToast } from '#web/ui/toast.tsx'
import type { LiveEvent } from '../../contract/event.ts'
import type { patchEvent } from '../../contract/live-routes.ts'
import { channelQuery } from '../live-queries.ts'

/** Viewers see the new title at once. */
export function EventTitle({ event }: { event: LiveEvent }) {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const toast = useToast()
  const save = async (values: FormValues) => {
    await call<typeof patchEvent>('PATCH /spaces/:space/events/:id', {
      params: { space, id: event.id },
      body: { title: values.text('title') },
      ifMatch: event.version,
    })
    await queries.invalidateQueries({ queryKey: channelQuery(space, event.channelId).queryKey })
    toast('Viewers see the new title')
  }
  return (
    <Form save={save} className="grid gap-3" label="Title of the event">
      <Field label="Title of the event" name="title" defaultValue={event.title} maxLength={200} required />
      <FormProblem fields={['title']} />
      <Save />
    </Form>
  )
}

function Save() {
  const { busy } = useFormState()
  return (
    <div>
      <Button type="submit" busy={busy}>
        Save the title
      </Button>
    </div>
  )
}
