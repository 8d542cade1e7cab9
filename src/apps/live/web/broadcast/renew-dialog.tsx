import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '#web/api.ts'
import { useSpace } from '#web/session.ts'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { wordsOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'
import type { Channel } from '../../contract/channel.ts'
import type { renewStreamKey } from '../../contract/live-routes.ts'
import { ingestQuery } from '../live-queries.ts'

/** Asks before the key changes: every encoder that has the old one stops. */
export function RenewDialog({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const toast = useToast()
  const renew = useMutation({
    mutationFn: () =>
      call<typeof renewStreamKey>('POST /spaces/:space/channels/:id/stream-key', {
        params: { space, id: channel.id },
      }),
    onSuccess(ingest) {
      queries.setQueryData(ingestQuery(space, channel.id).queryKey, ingest)
      toast('There is a new key. Paste it into OBS.')
      onClose()
    },
    onError: (problem) => toast(wordsOf(problem)),
  })
  return (
    <ConfirmDialog
      title="Renew the stream key?"
      confirm="Renew the key"
      busy={renew.isPending}
      onConfirm={() => renew.mutate()}
      onClose={onClose}
    >
      The old key opens nothing any more, and what is sent with it stops at once. The address of the live
      page, the event and its recording stay.
    </ConfirmDialog>
  )
}
