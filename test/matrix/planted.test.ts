import { afterEach, expect, test } from 'vitest'
import { apps } from '../../src/apps.ts'
import type { House } from '../../src/compose.ts'
import type { App } from '../../src/platform/app.ts'
import { forHouse } from '../../src/platform/db/scope.ts'
import { Fault } from '../../src/platform/errors.ts'
import type { BoundRoute, Call } from '../../src/platform/http/handle.ts'
import { auditFaults } from './audit-faults.ts'
import { matrixOf } from './app-cases.ts'
import type { ActorName } from './cast.ts'
import { breaches } from './invariants.ts'
import { openMatrixHouse } from './matrix-house.ts'
import { missingRows, type Row } from './observe.ts'
import { table } from './table.ts'

/** Guards taken out of a real house: each must show. */

let open: Awaited<ReturnType<typeof openMatrixHouse>> | undefined
afterEach(async () => {
  await open?.close()
  open = undefined
})

const few: ActorName[] = [
  'guest',
  'stranger',
  'banned member',
  'member',
  'author',
  'admin',
  "owner's key of another space",
]

/** What a house with `change` planted in it is told off for, asked at the routes of one part as some of the actors. */
async function faultsOf(
  change: (house: House) => House,
  part: string,
  routes: RegExp,
  who: readonly ActorName[] = few,
) {
  open = await openMatrixHouse(change)
  const { cases, contracts } = (await open.parts()).find(({ id }) => id === part)!
  const asked = cases.filter((row) => routes.test(row.route))
  expect(asked.length).toBeGreaterThan(0)
  return breaches(await open.observe(asked, who), contracts).join('\n')
}

/** What only the rules of an app stand before, because its contract lets in whoever asks: guests, or members who are not meant. */
async function guardedBy(id: string): Promise<Guarded> {
  const { app } = (await import(`../../src/apps/${id}/server/${id}-app.ts`)) as { app: App }
  const { states } = await matrixOf(id)
  return {
    guests: app.contract.some(({ access, path }) => access.who === 'guest' && path.includes('/:id')),
    members: states.some(({ closedToMembers }) => closedToMembers),
  }
}
type Guarded = { guests: boolean; members: boolean }
const closes = ({ guests, members }: Guarded) => guests || members
async function appsWhose(rules: (guarded: Guarded) => boolean): Promise<string[]> {
  const guarded = await Promise.all(apps.map(guardedBy))
  return apps.filter((_, index) => rules(guarded[index]!))
}

const always = (house: House): House => house
const swapped = (house: House, swap: (route: BoundRoute) => BoundRoute): House => ({
  ...house,
  routes: house.routes.map(swap),
})

test('a house as it is has no faults at the routes that are planted below', async () => {
  expect(await faultsOf(always, 'platform', /^(member\.list|space\.edit|job\.list)$/)).toBe('')
})

test('a route that nobody thought of', async () => {
  open = await openMatrixHouse((house) =>
    swapped(house, (route) =>
      route.contract.id === 'space.read'
        ? { ...route, contract: { ...route.contract, id: 'space.peek' } }
        : route,
    ),
  )
  expect(open.missing(await open.parts()).join()).toContain('space.peek has no row')
  expect(missingRows([], [])).toEqual([])
})

test('membership that is not looked at', async () => {
  const faults = await faultsOf(
    (house) => ({
      ...house,
      auth: {
        ...house.auth,
        standing: async (actor, slug) => {
          const standing = await house.auth.standing(actor, slug)
          return standing && { ...standing, role: 'owner', accountId: standing.accountId ?? 'nobody' }
        },
      },
    }),
    'platform',
    /^(member\.list|space\.edit|job\.list)$/,
  )
  expect(faults).toContain('member.list (always) as stranger: is for members, got 200')
  expect(faults).toContain("member.list (always) as owner's key of another space: is for members, got 200")
  expect(faults).toContain('job.list (always) as member: needs the role admin, got 200')
})

test('scopes of keys that are not looked at', async () => {
  const faults = await faultsOf(
    (house) => ({
      ...house,
      auth: {
        ...house.auth,
        actor: async (request) => {
          const actor = await house.auth.actor(request)
          const scopes = ['space:read', 'space:write', 'jobs:read', 'jobs:write']
          return actor.kind === 'account' && actor.via === 'api-key' ? { ...actor, scopes } : actor
        },
      },
    }),
    'platform',
    /^(member\.list|space\.edit)$/,
    ["owner's key without the scope"],
  )
  expect(faults).toContain(
    "space.edit (always) as owner's key without the scope: must not pass without space:write",
  )
})

test('keys that pass for people', async () => {
  const faults = await faultsOf(
    (house) => ({
      ...house,
      auth: {
        ...house.auth,
        actor: async (request) => {
          const actor = await house.auth.actor(request)
          return actor.kind === 'account' && actor.via === 'api-key'
            ? {
                kind: 'account',
                accountId: actor.accountId,
                name: actor.name,
                via: 'session',
                sessionId: 'none',
              }
            : actor
        },
      },
    }),
    'platform',
    /^(session\.list|api-key\.list)$/,
    ["owner's key"],
  )
  expect(faults).toContain("api-key.list (always) as owner's key: is for people, not keys, got 200")
})

test('a change that leaves nothing in the audit log, or says that somebody else did it', async () => {
  const patched = async (run: (route: BoundRoute) => BoundRoute['run'], known = {}) => {
    open = await openMatrixHouse((house) =>
      swapped(house, (route) => (route.contract.id === 'space.edit' ? { ...route, run: run(route) } : route)),
    )
    const [platform] = await open.parts()
    const contracts = platform!.contracts.filter(({ id }) => id === 'space.edit')
    const rows = await open.observe(
      platform!.cases.filter((row) => row.route === 'space.edit'),
      ['admin', "owner's key"],
    )
    const actions = new Set(open.house.platform.audit.actions.keys())
    const faults = auditFaults(rows, contracts, { unaudited: known, actions })
    await open.close()
    open = undefined
    return faults
  }
  const silent = await patched(() => async (call) => ({
    ...call.standing.space,
    description: '',
    role: null,
    createdAt: new Date().toISOString(),
  }))
  expect(silent).toEqual([expect.stringContaining('space.edit leaves no entry in the audit log')])
  expect(await patched((route) => (call) => forHouse(() => route.run(call)))).toEqual([
    'space.edit as admin: space.changed is said to be by somebody else',
    "space.edit as owner's key: space.changed is said to be by somebody else",
  ])
  expect(await patched((route) => route.run)).toEqual([])
  expect(await patched((route) => route.run, { 'space.edit': 'no reason', 'space.gone': '' })).toEqual([
    'space.edit leaves entries: take it out of the unaudited',
    'space.gone stands among the unaudited and is no route that changes anything',
  ])
})

test('a guard that the contract no longer asks for changes the reviewed table', async () => {
  open = await openMatrixHouse((house) =>
    swapped(house, (route) =>
      route.contract.id === 'member.list'
        ? { ...route, contract: { ...route.contract, access: { who: 'guest', scope: 'space:read' } } }
        : route,
    ),
  )
  const [platform] = await open.parts()
  const rows = await open.observe(platform!.cases.filter((row) => row.route === 'member.list'))
  const line = /\| member\.list +\| +\| 401 +\| 404 +\| 404 +\| 401 +\| 404 +\| 200 +\|/
  expect(table('', rows)).not.toMatch(line)
  await open.close()
  open = await openMatrixHouse()
  const [whole] = await open.parts()
  expect(table('', await open.observe(whole!.cases.filter((row) => row.route === 'member.list')))).toMatch(
    line,
  )
})

test.each(await appsWhose(closes))('in %s, rules that forget their policy', async (id) => {
  const faults = await faultsOf(
    (house) =>
      swapped(house, (route) => ({
        ...route,
        run: (call) => route.run(route.contract.path.includes(':space') ? asAdmin(call) : call),
      })),
    id,
    /^[a-z]+\.read$/,
  )
  const { guests, members } = await guardedBy(id)
  expect(/ as guest: is closed to outsiders, got 200/.test(faults)).toBe(guests)
  expect(/ as member: is closed to other members, got 200/.test(faults)).toBe(members)
})

test.each(await appsWhose(({ guests }) => guests))(
  'in %s, a refusal that tells that there is something',
  async (id) => {
    const faults = await faultsOf(
      (house) =>
        swapped(house, (route) => ({
          ...route,
          run: async (call) => {
            if (!route.contract.path.includes(':space')) return route.run(call)
            await route.run(asAdmin(call))
            return route.run(call).catch(() => {
              throw new Fault('forbidden', 'forbidden', 'It is there, but not for you.')
            })
          },
        })),
      id,
      /^[a-z]+\.read$/,
    )
    expect(faults).toMatch(/ as stranger: must look like one that does not exist \(404 not-found\), got 403/)
  },
)

test('a side door that opens to a stranger', () => {
  const row = {
    route: 'door: poster.jpg',
    state: 'private',
    scope: 'footage:read',
    closedToStrangers: true,
    closedToMembers: true,
    request: () => ({ method: 'GET', path: '/' }),
    verdicts: {
      guest: { status: 200, code: null },
      member: { status: 206, code: null },
      author: { status: 200, code: null },
      "author's key without the scope": { status: 412, code: null },
      owner: { status: 500, code: 'unexpected' },
    },
  } as unknown as Row
  expect(breaches([row], [])).toEqual([
    'door: poster.jpg (private) as guest: is closed to outsiders, got 200',
    'door: poster.jpg (private) as member: is closed to other members, got 206',
    'door: poster.jpg (private) as owner: must not break, got 500',
    "door: poster.jpg (private) as author's key without the scope: must not pass without footage:read, got 412",
  ])
})

const asAdmin = (call: Call): Call => {
  const { standing } = call
  return Object.defineProperty(Object.create(call) as Call, 'standing', {
    value: { ...standing, role: 'admin', accountId: standing.accountId ?? 'nobody' },
  })
}
