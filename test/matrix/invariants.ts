import type { RouteContract } from '../../src/contract/route.ts'
import { type Role, roles } from '../../src/contract/shapes.ts'
import { absent } from './app-cases.ts'
import { type ActorName, actors, bystanders, keys, outsiders, scopeless } from './cast.ts'
import { letIn, type Row } from './observe.ts'

/**
 * What must hold whatever the reviewed table says, read from the contracts and the states alone. Every breach in words.
 */
export function breaches(rows: readonly Row[], contracts: readonly RouteContract[]): string[] {
  const byId = new Map(contracts.map((contract) => [contract.id, contract]))
  const absentOf = new Map(rows.filter((row) => row.state === absent).map((row) => [row.route, row]))
  return rows.flatMap((row) => {
    const contract = byId.get(row.route)
    return actors.flatMap((actor) => {
      const verdict = row.verdicts[actor]
      if (!verdict) return []
      const opened = letIn(verdict)
      const faults: string[] = []
      const fault = (bad: boolean, words: string) =>
        bad &&
        faults.push(`${row.route} (${row.state || 'always'}) as ${actor}: ${words}, got ${verdict.status}`)

      fault(verdict.status >= 500, 'must not break')
      if (contract) accessFaults(contract, actor, opened, fault)
      fault(row.scope !== null && scopeless.includes(actor) && opened, `must not pass without ${row.scope}`)
      fault(row.closedToStrangers && outsiders.includes(actor) && opened, 'is closed to outsiders')
      fault(row.closedToMembers && bystanders.includes(actor) && opened, 'is closed to other members')
      const nothing = absentOf.get(row.route)?.verdicts[actor]
      const hidden = row.closedToStrangers && outsiders.includes(actor)
      fault(
        hidden &&
          nothing !== undefined &&
          (nothing.status !== verdict.status || nothing.code !== verdict.code),
        `must look like one that does not exist (${nothing?.status} ${nothing?.code})`,
      )
      return faults
    })
  })
}

type Fault = (bad: boolean, words: string) => unknown

function accessFaults({ access, bare }: RouteContract, actor: ActorName, opened: boolean, fault: Fault) {
  if (access.who === 'anyone') return
  const nobody = actor === 'guest' || actor === 'banned member'
  fault(actor === 'banned member' && opened, 'is banned')
  fault('apiKey' in access && keys.includes(actor) && opened, 'is for people, not keys')
  if (access.who === 'guest') return
  fault(nobody && opened, 'needs an account')
  if (access.who === 'account' || bare) return
  fault(outsiders.includes(actor) && opened, 'is for members')
  const least: Role = access.who
  fault(below(actor, least) && opened, `needs the role ${least}`)
}

const rolesOf: Partial<Record<ActorName, Role>> = {
  member: 'member',
  author: 'member',
  operator: 'operator',
  admin: 'admin',
  "author's key": 'member',
  "author's key without the scope": 'member',
}

const below = (actor: ActorName, least: Role) => {
  const role = rolesOf[actor]
  return role !== undefined && roles.indexOf(role) < roles.indexOf(least)
}
