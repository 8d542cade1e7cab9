import { describe, expect, test } from 'vitest'
import type { Access, RouteContract } from '../../contract/route.ts'
import type { Role } from '../../contract/shapes.ts'
import type { Actor, Standing } from '../auth/actor.ts'
import { checkAccess } from './access.ts'

const guest: Actor = { kind: 'guest' }
const person: Actor = { kind: 'account', accountId: 'a', name: 'Ada', via: 'session', sessionId: 's' }
const key = (...scopes: string[]): Actor => ({
  kind: 'account',
  accountId: 'a',
  name: 'Ada',
  via: 'api-key',
  apiKeyId: 'k',
  scopes,
  spaceId: null,
})
const standing = (role: Role | null): Standing => ({
  space: { id: 'i', slug: 'hall', name: 'Hall' },
  role,
  accountId: 'a',
})

function knock(access: Access, actor: Actor, where: Standing | null = null): string {
  try {
    checkAccess({ access } as RouteContract, actor, where)
    return 'in'
  } catch (fault) {
    return (fault as { code: string }).code
  }
}

const admin: Access = { who: 'admin', scope: 'things:write' }
const visitors: Access = { who: 'guest', scope: 'things:read' }

describe('who may knock', () => {
  test.each<[string, Access, Actor, Standing | null, string]>([
    ['anyone', { who: 'anyone' }, guest, null, 'in'],
    ['a guest at an account door', { who: 'account' }, guest, null, 'not-signed-in'],
    ['a person at an account door', { who: 'account' }, person, null, 'in'],
    ['a key at a door for persons', { who: 'account', apiKey: false }, key('x'), null, 'in-person'],
    ['a guest in a space', visitors, guest, standing(null), 'in'],
    ['a guest in no space', visitors, guest, null, 'not-found'],
    ['a guest at an admin door', admin, guest, standing(null), 'not-signed-in'],
    ['a guest at an admin door of no space', admin, guest, null, 'not-signed-in'],
    ['a stranger at an admin door', admin, person, standing(null), 'not-found'],
    ['someone at an admin door of no space', admin, person, null, 'not-found'],
    ['a member at an admin door', admin, person, standing('member'), 'role'],
    ['an operator at an admin door', admin, person, standing('operator'), 'role'],
    ['an admin at an admin door', admin, person, standing('admin'), 'in'],
    ['an owner at an admin door', admin, person, standing('owner'), 'in'],
    ['a key with the scope', admin, key('things:write'), standing('owner'), 'in'],
    ['a key with another scope', admin, key('things:read'), standing('owner'), 'scope'],
    ['a key without the scope for guests', visitors, key(), standing('owner'), 'scope'],
    [
      'a key at an admin door for persons',
      { ...admin, apiKey: false },
      key('things:write'),
      standing('owner'),
      'in-person',
    ],
  ])('%s', (_, access, actor, where, outcome) => {
    expect(knock(access, actor, where)).toBe(outcome)
  })
})
