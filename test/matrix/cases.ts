import type { Request } from './ask.ts'
import type { Cast } from './cast.ts'

/** One row of the table: a route, and the object or circumstance that it is asked for. */
export type Case = {
  /** Contract id, or the name of a side door. */
  route: string
  state: string
  /** Scope that a key needs here; null where none does. */
  scope: string | null
  closedToStrangers: boolean
  closedToMembers: boolean
  /** What a request that got through may have used up: the people (their sessions, roles, passwords) or only the object. */
  usesUp: 'people' | 'object'
  request(cast: Cast): Promise<Request> | Request
}

export const open = { closedToStrangers: false, closedToMembers: false } as const

/** `/spaces/:space/x/:id` with its values. Throws when one is missing. */
export function fill(path: string, params: Record<string, string>): string {
  return path.replaceAll(/:(\w+)|\*/g, (found, name: string | undefined) => {
    const value = params[name ?? '*']
    if (value === undefined) throw new Error(`the matrix has no value for ${found} of ${path}`)
    return encodeURIComponent(value).replaceAll('%2F', '/')
  })
}
