import { expect, test } from 'vitest'
import type { Finding } from '../../contract/signal.ts'
import { dayState } from './day-state.ts'
import { soundWords } from './sound-words.ts'

const now = 1_800_000_000_000
const finding = (level: Finding['level']): Finding => ({ code: level, level, message: `${level} thing` })
const running = {
  state: 'live' as const,
  findings: [finding('good')],
  lastPictureAt: new Date(now - 400).toISOString(),
  recording: 'on' as const,
}

test('all is well: green', () => {
  expect(dayState(running, now)).toMatchObject({ tone: 'success', title: 'On air' })
  expect(dayState({ ...running, lastPictureAt: null }, now).tone).toBe('success')
})

test('something to look at is amber and named', () => {
  const warned = dayState({ ...running, findings: [finding('good'), finding('warn')] }, now)
  expect(warned).toMatchObject({ tone: 'warn', words: 'warn thing' })
  expect(dayState({ ...running, recording: 'stopped' }, now)).toMatchObject({ tone: 'warn' })
})

test('what viewers notice is red, and what they notice most comes first', () => {
  const bad = { ...running, findings: [finding('warn'), finding('bad')] }
  expect(dayState(bad, now)).toMatchObject({ tone: 'danger', words: 'bad thing' })
  const still = { ...bad, lastPictureAt: new Date(now - 21_000).toISOString() }
  expect(dayState(still, now)).toMatchObject({
    title: 'No picture',
    words: expect.stringContaining('21 seconds'),
  })
  expect(dayState({ ...still, state: 'reconnecting' }, now).title).toBe('The encoder is away')
})

test.each([
  [null, null, 'none'],
  ['mp4a.40.2', null, 'there'],
  ['mp4a.40.2', -90, 'silent'],
  ['mp4a.40.2', -47, 'very quiet (-47 dB)'],
  ['mp4a.40.2', -12, 'good (-12 dB)'],
  ['mp4a.40.2', 0, 'too loud'],
])('sound %s at %s dB is %s', (audioCodec, soundPeakDecibel, words) => {
  expect(soundWords({ audioCodec, soundPeakDecibel })).toBe(words)
})
