import { CircleCheck, CircleX, Clock, LoaderCircle, RotateCcw, X } from 'lucide'
import { Button } from '../../../web/ui/button.tsx'
import { duration } from '../../../web/ui/format.ts'
import { Icon } from '../../../web/ui/icon.tsx'
import { Progress } from '../../../web/ui/progress.tsx'
import { wordsOf } from '../../../web/ui/states.tsx'
import { useToast } from '../../../web/ui/toast.tsx'
import type { Clip, Rendition } from '../contract/clip.ts'
import { useClipChanges } from './clip-queries.ts'

/** What is being made of a clip, rung by rung; and what failed, with a way to try again. Nothing once all is well. */
export function Processing({ clip }: { clip: Clip }) {
  const { cancel, retry } = useClipChanges(clip.id)
  const toast = useToast()
  const told = { onError: (problem: Error) => toast(wordsOf(problem)) }
  const broken = clip.renditions.filter(({ state }) => state === 'failed' || state === 'cancelled')
  if (clip.deletedAt !== null) return null
  if (clip.state === 'ready' && (broken.length === 0 || !clip.may.edit)) return null
  if (clip.state === 'uploading')
    return (
      <p className="notice mt-4">
        {clip.may.edit
          ? 'The file is still on its way. If it stopped, choose it again in the upload tray: it goes on where it was.'
          : 'The file is still on its way.'}
      </p>
    )
  return (
    <section className="panel mt-4" aria-label="Processing">
      {clip.failure && (
        <div className="panel-row flex flex-wrap items-center justify-between gap-3">
          <p role="alert" className="text-md font-medium text-danger">
            {clip.failure.message}
          </p>
          {clip.may.edit && (
            <Button
              small
              icon={RotateCcw}
              busy={retry.isPending}
              onClick={() => retry.mutate(undefined, told)}
            >
              Try again
            </Button>
          )}
        </div>
      )}
      {clip.state === 'processing' && (
        <div className="panel-row">
          <div className="mb-2 flex items-center justify-between gap-3 text-md">
            <span>
              {clip.progress.stage}
              {clip.progress.secondsLeft !== null && (
                <span className="text-muted">, about {duration(clip.progress.secondsLeft)} left</span>
              )}
            </span>
            {clip.may.edit && (
              <Button small icon={X} busy={cancel.isPending} onClick={() => cancel.mutate(undefined, told)}>
                Stop
              </Button>
            )}
          </div>
          <Progress percent={clip.progress.percent} label="Processing" className="w-full" />
        </div>
      )}
      {clip.renditions.length > 0 && (
        <ul className="panel-row grid gap-1.5 text-sm">
          {clip.renditions.map((rendition) => (
            <Rung
              key={rendition.height}
              rendition={rendition}
              retry={clip.may.edit ? () => retry.mutate(rendition.height, told) : null}
            />
          ))}
        </ul>
      )}
    </section>
  )
}

const looks = {
  waiting: { icon: Clock, words: 'waiting', tone: 'text-muted' },
  running: { icon: LoaderCircle, words: '', tone: 'text-accent' },
  ready: { icon: CircleCheck, words: 'ready', tone: 'text-success' },
  failed: { icon: CircleX, words: 'failed', tone: 'text-danger' },
  cancelled: { icon: X, words: 'stopped', tone: 'text-muted' },
} as const

function Rung({ rendition, retry }: { rendition: Rendition; retry: (() => void) | null }) {
  const { icon, words, tone } = looks[rendition.state]
  const again = rendition.state === 'failed' || rendition.state === 'cancelled'
  return (
    <li className="flex min-h-7 items-center gap-2">
      <span className={tone}>
        <Icon of={icon} size={16} />
      </span>
      <span className="w-24 font-medium">{nameOf(rendition)}</span>
      <span className="text-muted">{words || `${Math.floor(rendition.percent)} %`}</span>
      {again && retry && (
        <Button small kind="quiet" icon={RotateCcw} className="ml-auto" onClick={retry}>
          Try again
        </Button>
      )}
    </li>
  )
}

const nameOf = ({ height, source }: Rendition) =>
  height === 0 ? 'Sound' : source ? `${height}p source` : `${height}p`
