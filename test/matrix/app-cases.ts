import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { House } from '../../src/compose.ts'
import type { RouteContract } from '../../src/contract/route.ts'
import type { AppMatrix, MatrixObject } from '../../src/platform/auth/matrix.ts'
import { pathOf } from '../../src/platform/http/bind-route.ts'
import { newId } from '../../src/platform/ids.ts'
import { type Case, fill, open } from './cases.ts'
import type { Cast } from './cast.ts'

const serverOf = (id: string) => join(import.meta.dirname, `../../src/apps/${id}/server`)

/** Where an app keeps its reviewed table. */
export const tableOf = (id: string): string => join(serverOf(id), `${id}-access.md`)

/** What the app brings; a fault when it brings nothing. */
export async function matrixOf(id: string): Promise<AppMatrix> {
  const file = join(serverOf(id), `${id}-matrix.ts`)
  if (!existsSync(file))
    throw new Error(`${file} is missing: the app says there what its objects are (auth/matrix.ts)`)
  return ((await import(file)) as { matrix: AppMatrix }).matrix
}

/**
 * Every route of the app for an object in every state, and for one that does not exist; then its side doors. Routes without an
 * object in their path are asked once.
 */
export async function appCases(
  { platform }: House,
  contracts: readonly RouteContract[],
  { states, make, body }: AppMatrix,
  sample: Cast,
): Promise<Case[]> {
  const made = (cast: Cast, state: string) =>
    make(state, { platform, space: cast.space, authorId: cast.id.author })
  const first = states[0]!.name

  const routes = contracts.flatMap((contract): Case[] => {
    const scope = 'scope' in contract.access ? contract.access.scope : null
    const row = (
      state: string,
      flags: Pick<Case, 'closedToStrangers' | 'closedToMembers'>,
      object: Find,
    ): Case => ({
      route: contract.id,
      state,
      scope,
      ...flags,
      usesUp: 'object',
      async request(cast) {
        const found = await object(cast)
        const path = fill(pathOf(contract), { space: cast.space.slug, ...found.params })
        return { method: contract.method, path, body: body(contract.id, found) }
      },
    })
    if (!/:(?!space\b)/.test(contract.path)) return [row('', open, (cast) => made(cast, first))]
    return [
      ...states.map((state) => row(state.name, state, (cast) => made(cast, state.name))),
      row(absent, { closedToStrangers: true, closedToMembers: true }, async (cast) =>
        nobodys(await made(cast, first)),
      ),
    ]
  })

  const doors: Case[] = []
  for (const state of states)
    for (const name of Object.keys((await made(sample, state.name)).sideDoors ?? {}))
      doors.push({
        route: `door: ${name}`,
        state: state.name,
        scope: (await made(sample, state.name)).sideDoors![name]!.scope ?? null,
        closedToStrangers: state.closedToStrangers,
        closedToMembers: state.closedToMembers,
        usesUp: 'object',
        request: async (cast) => (await made(cast, state.name)).sideDoors![name]!,
      })
  return [...routes, ...doors]
}

export const absent = 'absent'
type Find = (cast: Cast) => Promise<MatrixObject>

/** The same object with ids that nothing has; what is no id (a version) stays. */
const nobodys = (object: MatrixObject): MatrixObject => ({
  params: Object.fromEntries(
    Object.entries(object.params).map(([name, value]) => [name, value.length === 36 ? newId() : value]),
  ),
})
