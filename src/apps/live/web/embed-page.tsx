import { useParams } from '@tanstack/react-router'
import { Loaded } from '#web/ui/loaded.tsx'
import { useDocumentTitle } from '#web/ui/page.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import type { Channel } from '../contract/channel.ts'
import { Stage } from './stage.tsx'
import { useChannel } from './use-channel.ts'
import { usePhase } from './use-phase.ts'

/** `/embed/live/:channel`: the picture alone, for other people's pages. Public channels only: no cookie comes along in a frame. */
export function EmbedPage() {
  const { channel: id = '' } = useParams({ strict: false })
  const { query } = useChannel(id, { watching: true })
  return (
    <main className="grid h-dvh place-items-center overflow-hidden bg-[#000000]">
      <Loaded query={query} skeleton={<Skeleton className="h-dvh w-dvw" />}>
        {(channel) => <Embedded channel={channel} reload={query.refetch} />}
      </Loaded>
    </main>
  )
}

function Embedded({
  channel,
  reload,
}: {
  channel: Channel
  reload: () => Promise<{ data?: Channel | undefined }>
}) {
  const phase = usePhase(channel)
  useDocumentTitle(channel.name)
  return (
    <div className="w-full [&>.player]:h-dvh [&>.player]:max-h-none [&>.player]:rounded-none">
      <h1 className="sr-only">{channel.name}</h1>
      <Stage channel={channel} phase={phase} reload={reload} />
    </div>
  )
}
