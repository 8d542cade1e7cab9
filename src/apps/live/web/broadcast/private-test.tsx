import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { FlaskConical, Radio, Square } from 'lucide'
import { ApiProblem, call } from '#web/api.ts'
import { useSpace } from '#web/session.ts'
import { Button } from '#web/ui/button.tsx'
import { clock } from '#web/ui/format.ts'
import { wordsOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'
import type { Channel } from '../../contract/channel.ts'
import type { startTest, stopTest } from '../../contract/live-routes.ts'
import type { SignalReport, TestRun } from '../../contract/signal.ts'
import { channelQuery, testQuery } from '../live-queries.ts'
import { useNow } from '../use-now.ts'
import { idleWords } from './idle-words.ts'
import { Refusal } from './refusal.tsx'
import { SignalCheck } from './signal-check.tsx'
import { TestPicture } from './test-picture.tsx'

/** Before the event: a push that only those who run it see, and what the house thinks of it. */
export function PrivateTest({ channel, signal }: { channel: Channel; signal: SignalReport }) {
  const { slug } = useSpace()
  const test = useQuery({
    ...testQuery(slug, channel.id),
    // The picture of a test comes some seconds after its push.
    refetchInterval: ({ state }) =>
      state.data && !(state.data.hls && signal.state === 'test') ? 2000 : 10_000,
  })
  const none = test.error instanceof ApiProblem && test.error.status === 404
  const run = none ? null : (test.data ?? null)
  return (
    <>
      {run ? (
        <Running channel={channel} signal={signal} run={run} />
      ) : (
        <Idle channel={channel} isBusy={test.isPending} />
      )}
      <Refusal refusal={signal.lastRefusal} />
    </>
  )
}

function Idle({ channel, isBusy }: { channel: Channel; isBusy: boolean }) {
  const { start } = useTest(channel.id)
  const { title, text } = idleWords(channel.name)
  return (
    <div className="panel state" data-tone="neutral">
      <h2>{title}</h2>
      <p className="text-md text-muted">{text}</p>
      <div className="mt-4">
        <Button
          icon={FlaskConical}
          kind="primary"
          busy={start.isPending || isBusy}
          onClick={() => start.mutate()}
        >
          Test privately
        </Button>
      </div>
    </div>
  )
}

function Running({ channel, signal, run }: { channel: Channel; signal: SignalReport; run: TestRun }) {
  const { stop } = useTest(channel.id)
  const left = Math.max(0, (Date.parse(run.until) - useNow()) / 1000)
  const isSending = signal.state === 'test'
  return (
    <div className="grid gap-6">
      <div className="panel state" data-tone="accent">
        <h2>Private test</h2>
        <p className="text-md">
          {isSending
            ? 'Only those who run this channel see this picture.'
            : 'Start streaming in OBS now: the picture comes here, and only here.'}{' '}
          The test ends in {clock(left)}.
        </p>
        <div className="mt-4 flex flex-wrap gap-2">
          {isSending && (
            <Button
              icon={Radio}
              kind="primary"
              busy={stop.isPending && stop.variables}
              onClick={() => stop.mutate(true)}
            >
              Go live now
            </Button>
          )}
          <Button icon={Square} busy={stop.isPending && !stop.variables} onClick={() => stop.mutate(false)}>
            End the test
          </Button>
        </div>
      </div>
      {isSending && (
        <div className="sides">
          <TestPicture channel={channel} hls={run.hls} />
          <SignalCheck signal={signal} />
        </div>
      )}
    </div>
  )
}

function useTest(id: string) {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const toast = useToast()
  const params = { space, id }
  const { queryKey } = testQuery(space, id)
  const onError = (problem: unknown) => toast(wordsOf(problem))
  return {
    start: useMutation({
      mutationFn: () => call<typeof startTest>('POST /spaces/:space/channels/:id/test', { params }),
      onSuccess: (run) => queries.setQueryData(queryKey, run),
      onError,
    }),
    stop: useMutation({
      mutationFn: (live: boolean) =>
        call<typeof stopTest>('DELETE /spaces/:space/channels/:id/test', { params, query: { live } }),
      async onSuccess() {
        await queries.resetQueries({ queryKey })
        await queries.invalidateQueries({ queryKey: channelQuery(space, id).queryKey })
      },
      onError,
    }),
  }
}
