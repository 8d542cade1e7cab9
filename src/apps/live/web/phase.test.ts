import { expect, test } from 'vitest'
import { eventFixture } from './live.fixture.ts'
import { phaseOf } from './phase.ts'

const playback = { hls: '/live/abc/index.m3u8', dvr: null }
const event = eventFixture({ id: 'a', state: 'live' })
const nothing = { state: 'offline', playback: null, event: null, next: null } as const

test('nothing is sent: the next event, if there is one', () => {
  expect(phaseOf(nothing, null)).toEqual({ is: 'offline', next: null })
  const next = eventFixture({ state: 'scheduled' })
  expect(phaseOf({ ...nothing, next }, null)).toEqual({ is: 'offline', next })
})

test('the time has come, or the first segment is on its way: waiting', () => {
  const waiting = eventFixture({ state: 'waiting' })
  expect(phaseOf({ ...nothing, event: waiting }, null).is).toBe('waiting')
  expect(phaseOf({ ...nothing, state: 'live', event }, null).is).toBe('waiting')
})

test('a picture is live; who has watched it keeps it while the encoder is away', () => {
  expect(phaseOf({ ...nothing, state: 'live', playback, event }, null).is).toBe('live')
  expect(phaseOf({ ...nothing, state: 'reconnecting', playback, event }, null).is).toBe('reconnecting')
  expect(phaseOf({ ...nothing, state: 'live', event }, 'a').is).toBe('reconnecting')
})

test('what was watched is over; a new event on the channel is not', () => {
  expect(phaseOf(nothing, 'a')).toEqual({ is: 'ended', eventId: 'a' })
  expect(phaseOf({ ...nothing, state: 'live', playback, event: eventFixture({ id: 'b' }) }, 'a').is).toBe(
    'live',
  )
})
