import { RelativeTime } from '#web/ui/relative-time.tsx'
import type { SignalReport } from '../../contract/signal.ts'

/** The last push that was not let in, in the words that the encoder was told. */
export const Refusal = ({ refusal }: { refusal: SignalReport['lastRefusal'] }) =>
  refusal && (
    <div role="status" className="notice notice-warn mt-6">
      <p>
        Your encoder was told <RelativeTime at={refusal.at} />: {refusal.message}
      </p>
    </div>
  )
