import { CircleAlert, CircleCheck, Square, TriangleAlert } from 'lucide'
import { lazy, Suspense, useState } from 'react'
import { Button } from '#web/ui/button.tsx'
import { clock } from '#web/ui/format.ts'
import { Icon } from '#web/ui/icon.tsx'
import type { Channel } from '../../contract/channel.ts'
import type { SignalReport } from '../../contract/signal.ts'
import { Stage } from '../stage.tsx'
import { useNow } from '../use-now.ts'
import { bitrate } from '../words.ts'
import { BitrateChart } from './bitrate-chart.tsx'
import { dayState, pictureAge } from './day-state.ts'
import { Fact } from './fact.tsx'
import { Refusal } from './refusal.tsx'
import { FindingLine } from './signal-check.tsx'
import { SoundMeter } from './sound-meter.tsx'

const EndDialog = lazy(async () => ({ default: (await import('./end-dialog.tsx')).EndDialog }))

/** While it runs: one big state that is read from across the room, and below it what it is made of. */
export function DayOf({
  channel,
  signal,
  reload,
}: {
  channel: Channel
  signal: SignalReport
  reload: () => Promise<{ data?: Channel | undefined }>
}) {
  const now = useNow()
  const [isEnding, setIsEnding] = useState(false)
  const [isLooking, setIsLooking] = useState(false)
  const state = dayState(signal, now)
  const since = pictureAge(signal, now)
  const { event } = channel
  const told = signal.findings.filter(({ level, message }) => level !== 'good' && message !== state.words)
  return (
    <div className="grid gap-6">
      <div className="panel state" data-tone={state.tone} role="status">
        <h2 className="flex items-center gap-3 text-2xl">
          <Icon of={icons[state.tone]} size={32} />
          {state.title}
        </h2>
        <p className="text-md">{state.words}</p>
      </div>
      <dl className="facts">
        <Fact name="Viewers">{String(signal.viewers)}</Fact>
        <Fact name="On air for">
          {channel.startedAt ? clock((now - Date.parse(channel.startedAt)) / 1000) : '–'}
        </Fact>
        <Fact name="Last picture">
          {since === null ? '–' : since < 2 ? 'now' : `${Math.round(since)} s ago`}
        </Fact>
        <Fact name="Picture">
          {signal.width && signal.height ? `${signal.width} × ${signal.height}` : '–'}
        </Fact>
        <Fact name="Pictures a second">{signal.framesPerSecond.toFixed(0)}</Fact>
        <Fact name="Recording">
          {signal.state === 'reconnecting' && channel.record ? 'waits' : recordings[signal.recording]}
        </Fact>
        <Fact name="Bitrate">{bitrate(signal.bitsPerSecond)}</Fact>
      </dl>
      <div className="sides">
        <BitrateChart history={signal.bitrateHistory} />
        <SoundMeter signal={signal} />
      </div>
      {/* The computer that sends may have no strength to spare: it plays only where somebody wants to see it. */}
      <details onToggle={({ currentTarget }) => setIsLooking(currentTarget.open)}>
        <summary className="font-semibold">See what viewers see</summary>
        {isLooking && (
          <div className="mt-3 max-w-lg">
            <Stage
              channel={channel}
              phase={{ is: signal.state === 'live' ? 'live' : 'reconnecting', event }}
              reload={reload}
              silent
            />
          </div>
        )}
      </details>
      {signal.recordingProblem && (
        <p role="alert" className="notice notice-danger">
          {signal.recordingProblem}
        </p>
      )}
      {told.length > 0 && (
        <ul className="grid gap-2">
          {told.map((finding) => (
            <FindingLine key={finding.code} finding={finding} />
          ))}
        </ul>
      )}
      <Refusal refusal={signal.lastRefusal} />
      {event && (
        <div>
          <Button kind="danger" icon={Square} onClick={() => setIsEnding(true)}>
            End the event
          </Button>
        </div>
      )}
      <Suspense>
        {isEnding && event && (
          <EndDialog channel={channel} eventId={event.id} onClose={() => setIsEnding(false)} />
        )}
      </Suspense>
    </div>
  )
}

const icons = { success: CircleCheck, warn: TriangleAlert, danger: CircleAlert } as const
const recordings = { on: 'goes on', off: 'off', stopped: 'stopped' } as const
