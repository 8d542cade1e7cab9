import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '#web/api.ts'
import { useSpace } from '#web/session.ts'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { wordsOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'
import type { Channel } from '../../contract/channel.ts'
import type { endEvent } from '../../contract/live-routes.ts'

/** Asks before the one thing that cannot be taken back on a Sunday morning. */
export function EndDialog({
  channel,
  eventId,
  onClose,
}: {
  channel: Channel
  eventId: string
  onClose: () => void
}) {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const toast = useToast()
  const end = useMutation({
    mutationFn: () =>
      call<typeof endEvent>('POST /spaces/:space/events/:id/end', { params: { space, id: eventId } }),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: ['live', space] })
      toast('The event is over. You can stop streaming in OBS.')
      onClose()
    },
    onError: (problem) => toast(wordsOf(problem)),
  })
  return (
    <ConfirmDialog
      title="End the event?"
      confirm="End the event"
      busy={end.isPending}
      onConfirm={() => end.mutate()}
      onClose={onClose}
    >
      Viewers come to the end, and what OBS goes on sending is not taken.{' '}
      {channel.record
        ? 'The recording and the chat are kept: it becomes a clip in footage.'
        : 'The chat is kept; there is no recording.'}
    </ConfirmDialog>
  )
}
