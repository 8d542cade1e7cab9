import { LoaderCircle } from 'lucide'
import { Icon } from '#web/ui/icon.tsx'
import type { Channel } from '../../contract/channel.ts'
import { LivePlayer } from '../player/live-player.tsx'

/** What the encoder sends, for those who run the channel. Without sound at first: it would come back into the microphone. */
export const TestPicture = ({ channel, hls }: { channel: Channel; hls: string | null }) => (
  <div className="player aspect-video">
    {hls ? (
      <LivePlayer key={hls} title={channel.name} paths={{ hls, dvr: null }} onAir startedAt={null} silent />
    ) : (
      <div role="status" aria-label="Loading" className="absolute inset-0 grid place-items-center">
        <Icon of={LoaderCircle} size={32} className="animate-spin" />
      </div>
    )}
  </div>
)
