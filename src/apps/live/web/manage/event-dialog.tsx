import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { ApiProblem, call, newKey } from '#web/api.ts'
import { useSpace } from '#web/session.ts'
import { Dialog } from '#web/ui/dialog.tsx'
import { Field, Select, TextArea } from '#web/ui/fields.tsx'
import { Form, FormProblem, type FormValues } from '#web/ui/form.tsx'
import type { Channel } from '../../contract/channel.ts'
import type { LiveEvent } from '../../contract/event.ts'
import type { patchEvent, scheduleEvent } from '../../contract/live-routes.ts'
import { eventQuery } from '../live-queries.ts'
import { Actions } from './channel-dialog.tsx'

/** Announces an event, or changes one: its time only while it has not begun. */
export function EventDialog({
  channels,
  event,
  onClose,
}: {
  channels: readonly Pick<Channel, 'id' | 'name'>[]
  event?: LiveEvent
  onClose: () => void
}) {
  const save = useSave(event, onClose)
  const hasBegun = event !== undefined && event.state !== 'scheduled' && event.state !== 'waiting'
  return (
    <Dialog title={event ? 'Edit event' : 'Announce an event'} onClose={onClose} width={560}>
      <Form save={save}>
        <Field label="Title" name="title" defaultValue={event?.title} maxLength={200} required />
        {!event && (
          <Select
            label="Channel"
            name="channelId"
            options={channels.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        {!hasBegun && (
          <Field
            label="Begins"
            name="scheduledAt"
            type="datetime-local"
            required
            defaultValue={localTime(event?.scheduledAt ? new Date(event.scheduledAt) : nextHour())}
            hint="In your time zone"
          />
        )}
        <TextArea
          label="Description"
          name="description"
          defaultValue={event?.description}
          rows={4}
          maxLength={10_000}
        />
        <FormProblem fields={['title', 'scheduledAt', 'description']} />
        <Actions word={event ? 'Save' : 'Announce'} onClose={onClose} />
      </Form>
    </Dialog>
  )
}

function useSave(event: LiveEvent | undefined, onClose: () => void) {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const key = useRef(newKey())
  const [version, setVersion] = useState(event?.version ?? 0)
  return async (values: FormValues) => {
    const begins = values.text('scheduledAt')
    const body = {
      title: values.text('title'),
      description: values.text('description'),
      ...(begins && { scheduledAt: new Date(begins).toISOString() }),
    }
    try {
      if (event)
        await call<typeof patchEvent>('PATCH /spaces/:space/events/:id', {
          params: { space, id: event.id },
          body,
          ifMatch: version,
        })
      else
        await call<typeof scheduleEvent>('POST /spaces/:space/events', {
          params: { space },
          body: { ...body, scheduledAt: body.scheduledAt ?? '', channelId: values.text('channelId') },
          idempotencyKey: key.current,
        })
    } catch (problem) {
      if (event && problem instanceof ApiProblem && problem.status === 412)
        setVersion((await queries.fetchQuery({ ...eventQuery(space, event.id), staleTime: 0 })).version)
      throw problem
    }
    await queries.invalidateQueries({ queryKey: ['live', space] })
    onClose()
  }
}

function nextHour(): Date {
  const at = new Date()
  at.setHours(at.getHours() + 1, 0, 0, 0)
  return at
}

/** A time as `datetime-local` wants it, in the reader's zone. */
const localTime = (at: Date): string =>
  new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
