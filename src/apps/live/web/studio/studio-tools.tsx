import type { Channel } from '../../contract/channel.ts'
import { BanList } from './ban-list.tsx'
import { ChatRules } from './chat-rules.tsx'
import { EventTitle } from './event-title.tsx'

/** What those who keep the chat can set while it runs. */
export const StudioTools = ({ channel }: { channel: Channel }) => (
  <>
    {channel.event && <EventTitle key={channel.event.version} event={channel.event} />}
    {channel.may.edit && <ChatRules channel={channel} />}
    <BanList channel={channel} />
  </>
)
