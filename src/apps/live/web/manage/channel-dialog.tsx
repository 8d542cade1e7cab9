import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import type { Visibility } from '../../../../contract/shapes.ts'
import { ApiProblem, call, newKey } from '#web/api.ts'
import { useSpace } from '#web/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog, DialogActions } from '#web/ui/dialog.tsx'
import { Check, Field, Select, TextArea } from '#web/ui/fields.tsx'
import { Form, FormProblem, type FormValues, useFormState } from '#web/ui/form.tsx'
import type { Channel } from '../../contract/channel.ts'
import type { createChannel, patchChannel } from '../../contract/live-routes.ts'
import { channelQuery } from '../live-queries.ts'
import { visibilityOptions } from '../words.ts'

/** Makes a channel, or changes one; also while it is live. */
export function ChannelDialog({ channel, onClose }: { channel?: Channel; onClose: () => void }) {
  const save = useSave(channel, onClose)
  return (
    <Dialog title={channel ? `Edit ${channel.name}` : 'Make a channel'} onClose={onClose} width={560}>
      <Form save={save}>
        <Field
          label="Name"
          name="name"
          defaultValue={channel?.name}
          maxLength={100}
          required
          hint="What people know it by: Sunday service, Main hall"
        />
        <TextArea
          label="Description"
          name="description"
          defaultValue={channel?.description}
          rows={3}
          maxLength={2000}
        />
        <Select
          label="Who may watch"
          name="visibility"
          defaultValue={channel?.visibility ?? 'members'}
          options={visibilityOptions}
        />
        <details open={channel !== undefined}>
          <summary className="py-2 text-md font-medium">More: recording, chat, waiting</summary>
          <div className="grid gap-4 pt-2">
            <fieldset>
              <legend className="mb-1.5 text-md font-medium">Recording and picture</legend>
              <Check
                name="record"
                defaultChecked={channel?.record ?? true}
                label="Record every event"
                hint="Each becomes a clip in footage"
              />
              <Check
                name="lowRendition"
                defaultChecked={channel?.lowRendition ?? false}
                label="A small picture for weak lines"
                hint="Costs up to a third of a processor core while live"
              />
            </fieldset>
            <Field
              label="How long an event waits for its encoder, minutes"
              name="graceMinutes"
              type="number"
              min={1}
              max={240}
              defaultValue={channel?.graceMinutes ?? 20}
              hint="When the encoder is away for longer, the event ends by itself"
            />
            <fieldset>
              <legend className="mb-1.5 text-md font-medium">Chat</legend>
              <Check name="chat" defaultChecked={channel?.chat.enabled ?? true} label="With chat" />
              <Check
                name="guests"
                defaultChecked={channel?.chat.guests ?? false}
                label="People without an account may write"
                hint="Only where everybody may watch"
              />
            </fieldset>
            <Field
              label="Slow mode: seconds between two messages of one person"
              name="slowSeconds"
              type="number"
              min={0}
              max={600}
              defaultValue={channel?.chat.slowSeconds ?? 0}
              hint="0 is no slow mode"
            />
          </div>
        </details>
        <FormProblem fields={['name', 'description', 'graceMinutes']} />
        <Actions word={channel ? 'Save' : 'Make the channel'} onClose={onClose} />
      </Form>
    </Dialog>
  )
}

/** A new channel opens the page with its server and key: that is what comes next. */
function useSave(channel: Channel | undefined, onClose: () => void) {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const key = useRef(newKey())
  const [version, setVersion] = useState(channel?.version ?? 0)
  return async (values: FormValues) => {
    const body = {
      name: values.text('name'),
      description: values.text('description'),
      visibility: values.text('visibility') as Visibility,
      record: values.checked('record'),
      lowRendition: values.checked('lowRendition'),
      graceMinutes: Number(values.text('graceMinutes')),
      chat: {
        enabled: values.checked('chat'),
        guests: values.checked('guests'),
        slowSeconds: Number(values.text('slowSeconds')),
      },
    }
    if (!channel) {
      const made = await call<typeof createChannel>('POST /spaces/:space/channels', {
        params: { space },
        body,
        idempotencyKey: key.current,
      })
      await navigate({ to: `/live/${made.id}/broadcast` as string })
      onClose()
      return queries.invalidateQueries({ queryKey: ['live', space] })
    }
    try {
      const saved = await call<typeof patchChannel>('PATCH /spaces/:space/channels/:id', {
        params: { space, id: channel.id },
        body,
        ifMatch: version,
      })
      queries.setQueryData(channelQuery(space, channel.id).queryKey, saved)
      void queries.invalidateQueries({ queryKey: ['live', space, 'channels'] })
      onClose()
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.status === 412) {
        const newer = await queries.fetchQuery({ ...channelQuery(space, channel.id), staleTime: 0 })
        setVersion(newer.version)
      }
      throw problem
    }
  }
}

export function Actions({ word, onClose }: { word: string; onClose: () => void }) {
  const { busy } = useFormState()
  return (
    <DialogActions>
      <Button onClick={onClose}>Cancel</Button>
      <Button kind="primary" type="submit" busy={busy}>
        {word}
      </Button>
    </DialogActions>
  )
}
