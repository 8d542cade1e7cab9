import { Download } from 'lucide'
import { type ComponentProps, lazy, Suspense, useState } from 'react'
import { useSpace } from '#web/session.ts'
import { buttonClass } from '#web/ui/button.tsx'
import { CopyField } from '#web/ui/copy-field.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { Loaded } from '#web/ui/loaded.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import type { Channel, Ingest } from '../../contract/channel.ts'
import { obsProfileUrl } from '../live-urls.ts'

const RenewDialog = lazy(async () => ({ default: (await import('./renew-dialog.tsx')).RenewDialog }))

/** From nothing to a picture: what a volunteer does in OBS, in three steps. Folded away while it runs. */
export const EncoderSteps = ({
  channel,
  query,
  isOpen,
}: {
  channel: Channel
  query: ComponentProps<typeof Loaded<Ingest>>['query']
  isOpen: boolean
}) => (
  <details className="mt-10 max-w-lg" open={isOpen}>
    <summary className="mb-4">
      <h2 className="inline">How to send the picture</h2>
    </summary>
    <Loaded query={query} skeleton={<Skeleton className="h-40 rounded-lg" />}>
      {(ingest) => <Steps channel={channel} ingest={ingest} />}
    </Loaded>
  </details>
)

function Steps({ channel, ingest }: { channel: Channel; ingest: Ingest }) {
  const { slug } = useSpace()
  const [isRenewing, setIsRenewing] = useState(false)
  return (
    <ol className="steps">
      <li>
        <h3>Open OBS</h3>
        <p className="text-md text-muted">
          In OBS open Settings → Stream and choose the service <strong className="text-ink">Custom…</strong>
        </p>
        <p className="mt-2 text-md text-muted">
          Or take our profile, which fills in everything: download it, unpack the ZIP, in OBS choose Profile →
          Import and pick the unpacked folder. Then go on with step 3.
        </p>
        <a href={obsProfileUrl(slug, channel.id)} download className={`${buttonClass()} mt-3`}>
          <Icon of={Download} size={18} />
          Download the OBS profile
        </a>
      </li>
      <li>
        <h3>Paste server and key</h3>
        <div className="mt-2 grid gap-4">
          <CopyField label="Server" value={ingest.server} />
          {ingest.secureServer && (
            <CopyField label="Server, encrypted on the way" value={ingest.secureServer} />
          )}
          <CopyField label="Stream key" value={ingest.streamKey} secret />
          <p className="text-md text-muted">
            Then, in Settings → Output: Output Mode <strong className="text-ink">Advanced</strong>, Keyframe
            Interval <strong className="text-ink">2 s</strong>. Viewers begin at keyframes.
          </p>
          <p className="text-sm text-muted">
            Whoever has the key can broadcast here. If somebody has it who should not, make a new one.{' '}
            <button type="button" className="link" onClick={() => setIsRenewing(true)}>
              Renew the key
            </button>
          </p>
        </div>
      </li>
      <li>
        <h3>Choose Start Streaming</h3>
        <p className="text-md text-muted">
          The picture is here within seconds, and on the live page. To look at it alone first, choose “Test
          privately” above before you start.
        </p>
      </li>
      <Suspense>
        {isRenewing && <RenewDialog channel={channel} onClose={() => setIsRenewing(false)} />}
      </Suspense>
    </ol>
  )
}
