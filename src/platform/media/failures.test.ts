import { describe, expect, test } from 'vitest'
import { Fault } from '../errors.ts'
import { failureOf } from './failures.ts'
import { MediaCrashed, MediaLimited } from './media.ts'
import type { End } from './process-run.ts'

const end = (differs: Partial<End>): End => ({
  code: 0,
  signal: null,
  stdout: '',
  stderr: '',
  stopped: null,
  ...differs,
})

describe('the end of a program', () => {
  test('is no failure when it did its work', () => {
    expect(failureOf(end({ stderr: 'a warning' }))).toBeNull()
  })

  test.each([
    ['time', { stopped: 'time', code: null, signal: 'SIGTERM' }],
    ['time', { code: 152 }],
    ['time', { code: 255, stderr: 'Exiting normally, received signal 24.' }],
    ['memory', { stopped: 'memory', code: 137 }],
    ['memory', { code: null, signal: 'SIGKILL' }],
    ['memory', { code: 1, stderr: 'Cannot allocate memory' }],
    ['output-size', { stopped: 'output' }],
    ['output-size', { code: 153 }],
    ['output-size', { code: 1, stderr: 'av_interleaved_write_frame(): File too large' }],
  ] satisfies [string, Partial<End>][])('over its budget of %s: %j', (code, differs) => {
    const failure = failureOf(end(differs))
    expect(failure).toBeInstanceOf(MediaLimited)
    expect(failure).toMatchObject({ code })
  })

  test.each([{ code: 1 }, { code: 139 }, { code: null, signal: 'SIGSEGV' }] satisfies Partial<End>[])(
    'crashed: %j',
    (differs) => {
      expect(failureOf(end(differs))).toBeInstanceOf(MediaCrashed)
    },
  )

  test('a full disk is nobody’s file’s fault', () => {
    expect(failureOf(end({ code: 1, stderr: 'No space left on device' }))).toBeInstanceOf(Fault)
  })

  test('what it wrote goes to logs in printable letters, never to the member', () => {
    const failure = failureOf(end({ code: 1, stderr: 'tag: \u001b[31mroot:x:0' }))!
    expect(failure.message).not.toContain('root')
    expect(String(failure.cause)).toContain('tag: ?[31mroot:x:0')
  })
})
