import type { House } from '../../src/compose.ts'
import type { RouteContract } from '../../src/contract/route.ts'
import type { Role } from '../../src/contract/shapes.ts'
import { insertApiKey } from '../../src/platform/auth/api-key-store.ts'
import type { AccountTables } from '../../src/platform/auth/accounts-tables.ts'
import { insertInvitation } from '../../src/platform/auth/invitation-store.ts'
import { replacePasswordReset } from '../../src/platform/auth/password-reset-store.ts'
import { sessionsOf } from '../../src/platform/auth/session-store.ts'
import { mailPasswordReset } from '../../src/platform/auth/mail-password-reset-job.ts'
import { hashToken, newToken } from '../../src/platform/auth/tokens.ts'
import { pathOf } from '../../src/platform/http/bind-route.ts'
import { newId } from '../../src/platform/ids.ts'
import { type Case, fill, open } from './cases.ts'
import { type Cast, password } from './cast.ts'

type Asked = { params?: Record<string, string>; query?: string; body?: object }
type Recipe = (cast: Cast) => Promise<Asked> | Asked
/** What a route is asked for, by the name of the circumstance. */
type Recipes = Record<string, Record<string, Recipe>>

/** Routes of the platform as cases. A route that no recipe names makes no case, which `missingRows` reports. */
export function platformCases(house: House, contracts: readonly RouteContract[]): Case[] {
  const recipes = recipesOf(house)
  return contracts.flatMap((contract) =>
    Object.entries(recipes[contract.id] ?? {}).map(([state, recipe]) => ({
      route: contract.id,
      state,
      scope: 'scope' in contract.access ? contract.access.scope : null,
      ...open,
      usesUp: 'people',
      async request(cast: Cast) {
        const { params, query, body } = await recipe(cast)
        const path = fill(pathOf(contract), { space: cast.space.slug, ...params })
        return { method: contract.method, path: query === undefined ? path : `${path}?${query}`, body }
      },
    })),
  )
}

function recipesOf({ platform }: House): Recipes {
  const db = platform.db.tables<AccountTables>()
  const { clock, queue } = platform
  const soon = () => clock.iso(3600)
  const plain: Recipe = () => ({})
  const body =
    (given: object): Recipe =>
    () => ({ body: given })
  const mine = { '': plain }
  const nowhere = { params: { space: 'nowhere' } }

  const invitation = async (cast: Cast, spaceId = cast.space.id) => {
    const token = newToken()
    const row = {
      id: newId(clock.now()),
      space_id: spaceId,
      token_hash: hashToken(token),
      role: 'member' as const,
    }
    const more = { created_by: cast.id.owner, created_at: clock.iso(), expires_at: soon(), uses_left: 1 }
    await db.transact((tx) => insertInvitation(tx, { ...row, ...more }))
    return { id: row.id, token }
  }
  const keyOf = async (cast: Cast, whose: 'author' | 'stranger') => {
    const row = {
      id: newId(clock.now()),
      token_hash: newToken(),
      account_id: cast.id[whose],
      space_id: null,
      name: 'k',
    }
    const more = { scopes: '[]', created_at: clock.iso(), expires_at: null, last_used_at: null }
    await db.transact((tx) => insertApiKey(tx, { ...row, ...more }))
    return row.id
  }
  const resetOf = async (cast: Cast) => {
    const token = newToken()
    const row = { token_hash: hashToken(token), account_id: cast.id.author, created_at: clock.iso() }
    await db.transact((tx) => replacePasswordReset(tx, { ...row, expires_at: soon() }))
    return token
  }
  const sessionOf = async (cast: Cast, whose: 'author' | 'stranger') =>
    (await sessionsOf(db.read, cast.id[whose], clock.iso(), clock.iso(-3600)))[0]!.id
  const job = (spaceId: string, cancelled = false) =>
    db.transact(async (tx) => {
      const id = await queue.add(tx, mailPasswordReset, { email: '' }, { spaceId, delaySeconds: 3600 })
      if (cancelled) await queue.cancel(tx, id)
      return id
    })
  const role =
    (of: keyof Cast['id'], to: Role): Recipe =>
    (cast) => ({
      params: { account: cast.id[of] },
      body: { role: to },
    })
  const member =
    (of: keyof Cast['id']): Recipe =>
    (cast) => ({ params: { account: cast.id[of] } })

  return {
    'setup.read': mine,
    'welcome.read': mine,
    'space.first': mine,
    'setup.create': {
      'set up already': () => ({
        body: { name: 'E', email: `${newId()}@example.org`, password, spaceName: 'E' },
      }),
    },
    'session.create': { '': (cast) => ({ body: { email: cast.email.stranger, password } }) },
    'session.delete': mine,
    'session.list': mine,
    'session.end': {
      "author's": async (cast) => ({ params: { id: await sessionOf(cast, 'author') } }),
      "stranger's": async (cast) => ({ params: { id: await sessionOf(cast, 'stranger') } }),
    },
    'session.end-others': mine,
    'me.read': mine,
    'me.edit': { '': body({ name: 'Renamed' }) },
    'letter-choice.read': mine,
    'letter-choice.edit': { '': body({ mail: false }) },
    'password.change': { '': body({ current: password, next: `${password} staple` }) },
    'password-reset.request': { '': (cast) => ({ body: { email: cast.email.stranger } }) },
    'password-reset.use': { '': async (cast) => ({ body: { token: await resetOf(cast), password } }) },
    'two-factor.start': { '': body({ password }) },
    'two-factor.confirm': { 'not started': body({ code: '123456' }) },
    'two-factor.delete': { '': body({ password }) },
    'api-key.list': mine,
    'api-key.create': {
      '': body({ name: 'New', scopes: ['space:read'] }),
      'for the first space': (cast) => ({
        body: { name: 'New', scopes: ['space:read'], space: cast.space.slug },
      }),
    },
    'api-key.delete': {
      "author's": async (cast) => ({ params: { id: await keyOf(cast, 'author') } }),
      "stranger's": async (cast) => ({ params: { id: await keyOf(cast, 'stranger') } }),
    },
    'space.create': { '': body({ name: 'Another' }) },
    'space.read': { '': plain, absent: () => nowhere },
    'space.edit': {
      '': body({ description: 'Changed' }),
      absent: () => ({ ...nowhere, body: { description: '' } }),
    },
    'member.list': { '': plain, absent: () => nowhere },
    'member.edit': {
      'member → operator': role('member', 'operator'),
      'member → owner': role('member', 'owner'),
      'owner → member': role('owner', 'member'),
      'of another space': role("other space's owner", 'member'),
    },
    'member.remove': {
      author: member('author'),
      admin: member('admin'),
      owner: member('owner'),
      'of another space': member("other space's owner"),
    },
    'invitation.create': {
      'for a member': body({ role: 'member' }),
      'for an owner': body({ role: 'owner' }),
    },
    'invitation.list': mine,
    'invitation.delete': {
      '': async (cast) => ({ params: { id: (await invitation(cast)).id } }),
      'of another space': async (cast) => ({ params: { id: (await invitation(cast, cast.other.id)).id } }),
    },
    'invitation.preview': { '': async (cast) => ({ body: { token: (await invitation(cast)).token } }) },
    'invitation.accept': { '': async (cast) => ({ body: { token: (await invitation(cast)).token } }) },
    'search.find': {
      '': () => ({ query: 'q=a' }),
      'for members': () => ({ query: 'q=a&kind=member' }),
      absent: () => ({ ...nowhere, query: 'q=a' }),
    },
    'audit.list': { '': plain, absent: () => nowhere },
    'audit.actions': mine,
    'job.list': mine,
    'job.cancel': {
      waiting: async (cast) => ({ params: { id: await job(cast.space.id) } }),
      'of another space': async (cast) => ({ params: { id: await job(cast.other.id) } }),
    },
    'job.retry': {
      cancelled: async (cast) => ({ params: { id: await job(cast.space.id, true) } }),
      'of another space': async (cast) => ({ params: { id: await job(cast.other.id, true) } }),
    },
    // Real uploads and media belong to apps, which bring them as side doors.
    ...Object.fromEntries(
      ['read', 'send', 'delete', 'options'].map((verb) => [
        `upload.${verb}`,
        { absent: () => ({ params: { id: newId() } }) },
      ]),
    ),
    ...Object.fromEntries(
      ['read', 'head', 'options'].map((verb) => [
        `media.${verb}`,
        { 'made-up token': () => ({ params: { token: 'a.b.c.1.9999999999.x', '*': 'original' } }) },
      ]),
    ),
  }
}
