import { expect, test } from 'vitest'
import { Fault } from '../errors.ts'
import { BadPayload } from './payloads.ts'
import { JobDeferred, JobRefused, JobStumbled, LeaseLost } from './queue.ts'
import { AttemptTimedOut, JobCancelled, judge, QueueStopping } from './verdict.ts'

const first = { attempt: 1, attempts: 3 }
const last = { attempt: 3, attempts: 3 }
const quiet = new AbortController().signal
const after = (job: typeof first, error?: unknown, signal = quiet) =>
  judge(job, { signal, error, firstBackoff: 5 })

test('a handler that returns is done', () => {
  expect(after(first)).toEqual({ outcome: 'done' })
})

test('an error costs an attempt, the last one the job', () => {
  expect(after(first, new Error('ENOENT /secret/path'))).toMatchObject({ outcome: 'retried' })
  const end = after(last, new Error('ENOENT /secret/path'))
  expect(end).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(/Tried 3 times\.$/) })
  expect(JSON.stringify(end)).not.toContain('secret')
})

test('errors that are made for people speak for themselves', () => {
  expect(after(last, new JobStumbled('The encoder stopped.'))).toMatchObject({
    reason: 'The encoder stopped. Tried 3 times.',
  })
  expect(after(last, new Fault('full', 'disk-full', 'The disk is full.'))).toMatchObject({
    reason: 'The disk is full. Tried 3 times.',
  })
})

test('what the house leans on may be away: that costs nothing', () => {
  const away = new Fault('unavailable', 'storage-away', 'The store is away.', { retryAfterSeconds: 15 })
  expect(after(last, away)).toEqual({ outcome: 'deferred', afterSeconds: 15, reason: 'The store is away.' })
})

test('a refusal ends the job, a deferral costs nothing', () => {
  expect(after(first, new JobRefused('not-media', 'This is not a video.'))).toEqual({
    outcome: 'failed',
    reason: 'This is not a video.',
  })
  expect(after(first, new JobDeferred(60, 'no room'))).toMatchObject({
    outcome: 'deferred',
    afterSeconds: 60,
  })
  expect(after(first, new JobDeferred(0, 'no room'))).toMatchObject({ afterSeconds: 1 })
  expect(after(first, new BadPayload('x'))).toMatchObject({ outcome: 'failed' })
})

test('why it was aborted weighs more than how the handler left', () => {
  for (const error of [undefined, new Error('aborted'), new JobRefused('x', 'x')]) {
    expect(after(first, error, AbortSignal.abort(new JobCancelled()))).toMatchObject({ outcome: 'cancelled' })
    expect(after(first, error, AbortSignal.abort(new QueueStopping()))).toEqual({ outcome: 'handed-back' })
    expect(after(first, error, AbortSignal.abort(new LeaseLost()))).toEqual({ outcome: 'lost' })
    expect(after(last, error, AbortSignal.abort(new AttemptTimedOut('Too long.')))).toMatchObject({
      outcome: 'failed',
      reason: 'Too long. Tried 3 times.',
    })
  }
})
