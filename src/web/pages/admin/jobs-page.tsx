import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { CircleAlert, CircleCheck, CircleSlash, Clock, Cog, ListChecks, type IconNode } from 'lucide'
import type { cancelJob, Job, retryJob } from '../../../contract/jobs.ts'
import { call } from '../../api.ts'
import { useSpace } from '../../session.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { duration } from '../../ui/format.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Progress } from '../../ui/progress.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { EmptyState, wordsOf } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'
import { AdminFrame } from './admin-frame.tsx'
import { type JobState, jobsQuery } from './admin-queries.ts'

/** `/admin/jobs?state=`: the background work of this space. */
export const JobsPage = () => (
  <AdminFrame>
    <Jobs />
  </AdminFrame>
)

function Jobs() {
  const { slug } = useSpace()
  const asked = (useSearch({ strict: false }) as { state?: unknown }).state
  const state = (Object.keys(looks) as JobState[]).find((name) => name === asked)
  const query = useInfiniteQuery({ ...jobsQuery(slug, state), refetchInterval: 2000 })
  return (
    <>
      <StateFilter state={state} />
      <Loaded query={query} skeleton={<SkeletonRows rows={8} />}>
        {({ pages }) => {
          const jobs = pages.flatMap((page) => page.items)
          if (jobs.length === 0)
            return (
              <EmptyState
                icon={ListChecks}
                title={state ? `No ${looks[state].word.toLowerCase()} jobs` : 'No jobs yet'}
              >
                Work that runs in the background, like preparing a clip, shows here.
              </EmptyState>
            )
          return (
            <>
              <JobTable jobs={jobs} />
              {query.hasNextPage && (
                <div className="mt-4 text-center">
                  <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                    Show older jobs
                  </Button>
                </div>
              )}
            </>
          )
        }}
      </Loaded>
    </>
  )
}

function StateFilter({ state }: { state: JobState | undefined }) {
  const navigate = useNavigate()
  return (
    <label className="mb-4 flex items-center gap-3 text-md">
      State
      <select
        className="input"
        value={state ?? ''}
        onChange={(event) =>
          void navigate({
            to: '/admin/jobs',
            search: { state: event.target.value || undefined },
            replace: true,
          })
        }
      >
        <option value="">All</option>
        {Object.entries(looks).map(([name, { word }]) => (
          <option key={name} value={name}>
            {word}
          </option>
        ))}
      </select>
    </label>
  )
}

const JobTable = ({ jobs }: { jobs: Job[] }) => (
  <div className="panel">
    <table className="table table-stack">
      <thead>
        <tr>
          <th scope="col">Job</th>
          <th scope="col">State</th>
          <th scope="col">When</th>
          <th scope="col">
            <span className="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {jobs.map((job) => (
          <JobRow key={job.id} job={job} />
        ))}
      </tbody>
    </table>
  </div>
)

function JobRow({ job }: { job: Job }) {
  const { icon, tone, word } = looks[job.state]
  const { cancel, retry } = useJobActions(job.id)
  const name = jobName(job.type)
  return (
    <tr>
      <td>
        <p className="font-medium">{name}</p>
        {job.reason && <p className="max-w-lg text-sm text-danger">{job.reason}</p>}
        {job.attempt > 1 && <p className="text-sm text-muted">Attempt {job.attempt}</p>}
      </td>
      <td className="md:w-56">
        <Badge icon={icon} tone={tone}>
          {word}
        </Badge>
        {job.state === 'running' && (
          <div className="mt-1.5">
            <Progress percent={job.percent} label={`${name}: ${job.stage ?? word}`} />
            <p className="mt-1 text-sm text-muted">
              {Math.round(job.percent)} % {job.stage}
            </p>
          </div>
        )}
      </td>
      <td className="text-sm whitespace-nowrap text-muted">
        <RelativeTime at={job.finishedAt ?? job.startedAt ?? job.createdAt} />
        {job.startedAt && job.finishedAt && (
          <>, took {duration((Date.parse(job.finishedAt) - Date.parse(job.startedAt)) / 1000)}</>
        )}
      </td>
      <td className="md:text-right">
        {(job.state === 'waiting' || job.state === 'running') && (
          <Button small busy={cancel.isPending} onClick={() => cancel.mutate()} aria-label={`Cancel ${name}`}>
            Cancel
          </Button>
        )}
        {(job.state === 'failed' || job.state === 'cancelled') && (
          <Button small busy={retry.isPending} onClick={() => retry.mutate()} aria-label={`Retry ${name}`}>
            Retry
          </Button>
        )}
      </td>
    </tr>
  )
}

function useJobActions(id: string) {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const toast = useToast()
  const params = { space, id }
  const after = {
    onSettled: () => queries.invalidateQueries({ queryKey: ['jobs', space] }),
    onError: (problem: unknown) => toast(wordsOf(problem)),
  }
  return {
    cancel: useMutation({
      mutationFn: () => call<typeof cancelJob>('DELETE /spaces/:space/jobs/:id', { params }),
      ...after,
    }),
    retry: useMutation({
      mutationFn: () => call<typeof retryJob>('POST /spaces/:space/jobs/:id/attempts', { params }),
      ...after,
    }),
  }
}

/** `footage.ingest-clip` → `Ingest clip`. */
function jobName(type: string): string {
  const words = type.slice(type.indexOf('.') + 1).replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const looks: Record<JobState, { icon: IconNode; tone: Tone; word: string }> = {
  running: { icon: Cog, tone: 'accent', word: 'Running' },
  waiting: { icon: Clock, tone: 'neutral', word: 'Waiting' },
  done: { icon: CircleCheck, tone: 'success', word: 'Done' },
  failed: { icon: CircleAlert, tone: 'danger', word: 'Failed' },
  cancelled: { icon: CircleSlash, tone: 'warn', word: 'Cancelled' },
}
