import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '#web/api.ts'
import { useSpace } from '#web/session.ts'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { wordsOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'
import type { Channel } from '../../contract/channel.ts'
import type { LiveEvent } from '../../contract/event.ts'
import type { cancelEvent, deleteChannel } from '../../contract/live-routes.ts'

export function DeleteChannel({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { slug: space } = useSpace()
  const remove = useRemoval(`${channel.name} is gone`, onClose, () =>
    call<typeof deleteChannel>('DELETE /spaces/:space/channels/:id', { params: { space, id: channel.id } }),
  )
  return (
    <ConfirmDialog
      title={`Delete ${channel.name}?`}
      confirm="Delete the channel"
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      Its address and its stream key open nothing any more
      {channel.state === 'offline' ? '' : ', and what is on air ends'}. Its recordings stay in footage.
    </ConfirmDialog>
  )
}

/** Takes an announced event back, or forgets one that is over. */
export function DeleteEvent({ event, onClose }: { event: LiveEvent; onClose: () => void }) {
  const { slug: space } = useSpace()
  const isOver = event.state === 'ended'
  const remove = useRemoval(isOver ? 'The event is forgotten' : 'The event is taken back', onClose, () =>
    call<typeof cancelEvent>('DELETE /spaces/:space/events/:id', { params: { space, id: event.id } }),
  )
  return (
    <ConfirmDialog
      title={isOver ? `Forget ${event.title}?` : `Take back ${event.title}?`}
      confirm={isOver ? 'Forget the event' : 'Take it back'}
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      {isOver
        ? 'The event and its chat are deleted for good. Its recording stays in footage.'
        : 'It is no longer announced. The channel stays as it is.'}
    </ConfirmDialog>
  )
}

function useRemoval(words: string, done: () => void, remove: () => Promise<unknown>) {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const toast = useToast()
  return useMutation({
    mutationFn: remove,
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: ['live', space] })
      toast(words)
      done()
    },
    onError: (problem) => toast(wordsOf(problem)),
  })
}
