import { describe, expect, test } from 'vitest'
import type { Standing } from '#platform/auth/actor.ts'
import type { Role } from '../../../contract/shapes.ts'
import type { NoteVisibility } from '../contract/note.ts'
import { type GuardedNote, notePolicies } from './note-policies.ts'

const standing = (role: Role | null, accountId: string | null): Standing => ({
  space: { id: 's', slug: 's', name: 'S' },
  role,
  accountId,
})
const outside = [standing(null, null), standing(null, 'stranger'), standing(null, 'author')]
const author = standing('member', 'author')
const others = [standing('member', 'other'), standing('operator', 'other')]
const admins = [standing('admin', 'other'), standing('owner', 'other')]

const note = (visibility: NoteVisibility, deleted = false): GuardedNote => ({
  author_id: 'author',
  visibility,
  deleted_at: deleted ? '2026-01-01T00:00:00.000Z' : null,
})
const verdicts = (who: Standing, of: GuardedNote) =>
  Object.fromEntries(Object.entries(notePolicies).map(([action, rule]) => [action, rule(who, of)]))
const all = (verdict: string) =>
  Object.fromEntries(Object.keys(notePolicies).map((action) => [action, verdict]))

describe('guests, strangers and those who left', () => {
  test.each(outside)('see nothing (%#)', (who) => {
    for (const visibility of ['members', 'private'] as const)
      expect(verdicts(who, note(visibility))).toEqual(all('hide'))
  })
})

test('a note that members see is everybody’s to write in, and its author’s and admins’ to give away or throw away', () => {
  for (const who of others)
    expect(verdicts(who, note('members'))).toEqual({ ...all('forbid'), read: 'allow', edit: 'allow' })
  for (const who of [author, ...admins]) expect(verdicts(who, note('members'))).toEqual(all('allow'))
})

test.each([
  ['private', note('private')],
  ['deleted', note('members', true)],
])('a %s note exists for its author and admins alone', (_, it) => {
  for (const who of others) expect(verdicts(who, it)).toEqual(all('hide'))
  for (const who of [author, ...admins]) expect(verdicts(who, it)).toEqual(all('allow'))
})
