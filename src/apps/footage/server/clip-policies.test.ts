import { describe, expect, test } from 'vitest'
import type { Role, Visibility } from '../../../contract/shapes.ts'
import type { Standing } from '#platform/auth/actor.ts'
import { clipPolicies, commentPolicies, type GuardedClip } from './clip-policies.ts'

const standing = (role: Role | null, accountId: string | null): Standing => ({
  space: { id: 's', slug: 's', name: 'S' },
  role,
  accountId,
})
const guest = standing(null, null)
const stranger = standing(null, 'stranger')
const author = standing('member', 'author')
const gone = standing(null, 'author')
const member = standing('member', 'other')
const operator = standing('operator', 'other')
const admin = standing('admin', 'other')
const owner = standing('owner', 'other')

const clip = (visibility: Visibility, deleted = false): GuardedClip => ({
  author_id: 'author',
  visibility,
  deleted_at: deleted ? '2026-01-01T00:00:00.000Z' : null,
})

describe('who sees a clip', () => {
  test.each([
    ['public', [guest, stranger, gone, author, member, operator, admin, owner], []],
    ['members', [author, member, operator, admin, owner], [guest, stranger, gone]],
    ['private', [author, admin, owner], [guest, stranger, gone, member, operator]],
  ] as const)('%s', (visibility, seeing, blind) => {
    for (const who of seeing) expect(clipPolicies.read(who, clip(visibility))).toBe('allow')
    for (const who of blind)
      for (const action of Object.values(clipPolicies)) expect(action(who, clip(visibility))).toBe('hide')
  })

  test('a deleted clip, whatever it was, is for its author and admins', () => {
    for (const visibility of ['public', 'members', 'private'] as const) {
      for (const who of [author, admin, owner])
        expect(clipPolicies.read(who, clip(visibility, true))).toBe('allow')
      for (const who of [guest, stranger, gone, member, operator])
        expect(clipPolicies.read(who, clip(visibility, true))).toBe('hide')
    }
  })
})

test('what a clip is like is decided by its author and admins alone', () => {
  for (const action of ['edit', 'delete', 'restore', 'process'] as const) {
    for (const who of [author, admin, owner]) expect(clipPolicies[action](who, clip('public'))).toBe('allow')
    for (const who of [guest, stranger, gone, member, operator])
      expect(clipPolicies[action](who, clip('public'))).toBe('forbid')
  }
})

test('members comment on what they see; guests read', () => {
  for (const who of [author, member, admin]) expect(clipPolicies.comment(who, clip('public'))).toBe('allow')
  for (const who of [guest, stranger, gone]) expect(clipPolicies.comment(who, clip('public'))).toBe('forbid')
  expect(clipPolicies.comment(author, clip('public', true))).toBe('forbid')
})

test('a comment is deleted by whoever wrote it, or an admin', () => {
  const comment = { author_id: 'author' }
  for (const who of [author, admin, owner]) expect(commentPolicies.delete(who, comment)).toBe('allow')
  for (const who of [guest, gone, member, operator])
    expect(commentPolicies.delete(who, comment)).toBe('forbid')
})
