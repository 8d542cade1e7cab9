import type { Platform } from '../platform.ts'

/**
 * What an app brings to the access matrix: `apps/<id>/server/<id>-matrix.ts` exports `matrix`. The matrix asks every route of the
 * app's contract, as every kind of actor, for an object in every state, and holds the answers against the reviewed table
 * `apps/<id>/server/<id>-access.md` and against what the states say here.
 */
export type AppMatrix = {
  states: readonly ObjectState[]
  /** A fresh object of `house.space` in this state, made by `house.authorId`. */
  make(state: string, house: MatrixHouse): Promise<MatrixObject>
  /** A body that the route takes; undefined for routes without one. */
  body(routeId: string, object: MatrixObject): object | undefined
  /** Routes that change something and leave no entry in the audit log, each with the reason. */
  unaudited?: Readonly<Record<string, string>>
}

/** A state that decides who may do what: visibility, deleted, half made. */
export type ObjectState = {
  name: string
  /** No guest, stranger, other space's member or key may get anything of it, nor tell it from one that does not exist. */
  closedToStrangers: boolean
  /** Nor may members and operators who did not make it. */
  closedToMembers: boolean
}

export type MatrixObject = {
  /** Values of the route's parameters, other than `:space`. */
  params: Record<string, string>
  /**
   * Ways to it beside the routes of the contract, by name: paths of media, uploads, feeds. Asked as everybody; the state says
   * to whom they are closed. A path that is itself the key (a signed one) belongs here once it must no longer open.
   */
  sideDoors?: Record<string, SideDoor>
}

export type SideDoor = {
  method: 'GET' | 'HEAD' | 'PATCH' | 'DELETE'
  path: string
  headers?: Record<string, string>
  /** Scope without which no key passes. */
  scope?: string
}

/** Where the objects are made. */
export type MatrixHouse = {
  platform: Platform
  space: { id: string; slug: string; name: string }
  /** A plain member. */
  authorId: string
}
