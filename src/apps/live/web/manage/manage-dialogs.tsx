import type { Channel } from '../../contract/channel.ts'
import type { ManageChoice } from '../manage-page.tsx'
import { ChannelDialog } from './channel-dialog.tsx'
import { DeleteChannel, DeleteEvent } from './delete-dialogs.tsx'
import { EventDialog } from './event-dialog.tsx'

/** The one dialog that is open. */
export function ManageDialogs({
  choice,
  channels,
  onClose,
}: {
  choice: ManageChoice
  channels: readonly Channel[]
  onClose: () => void
}) {
  if (choice.is === 'new-channel') return <ChannelDialog onClose={onClose} />
  if (choice.is === 'new-event') return <EventDialog channels={channels} onClose={onClose} />
  if (choice.is === 'edit-channel') return <ChannelDialog channel={choice.channel} onClose={onClose} />
  if (choice.is === 'delete-channel') return <DeleteChannel channel={choice.channel} onClose={onClose} />
  if (choice.is === 'edit-event')
    return <EventDialog channels={channels} event={choice.event} onClose={onClose} />
  return <DeleteEvent event={choice.event} onClose={onClose} />
}
