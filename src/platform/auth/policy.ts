import type { Standing } from './actor.ts'
import { Fault } from '../errors.ts'
import { type Role, roles } from '../../contract/shapes.ts'

/**
 * Policies: one table per app, one row per action on an object. A verdict is
 * - `allow`;
 * - `forbid`: they may know it exists (403);
 * - `hide`: for them it does not exist (404).
 */
export type Verdict = 'allow' | 'forbid' | 'hide'
export type PolicyTable<O> = Record<string, (who: Standing, object: O) => Verdict>

declare const allowed: unique symbol
/** An object that a policy has let through for action `A`. Rules that change an object take only this. */
export type Allowed<O, A extends string = string> = O & { readonly [allowed]: A }

/** The object, let through; or `Fault('missing')` / `Fault('forbidden')`. A null object is missing for everyone, and so is one whose action has no row. */
export function allow<O, T extends PolicyTable<O>, A extends keyof T & string>(
  table: T,
  action: A,
  who: Standing,
  object: O | null | undefined,
): Allowed<O, A> {
  const verdict = object == null ? 'hide' : (table[action]?.(who, object) ?? 'hide')
  if (verdict === 'hide')
    throw new Fault('missing', 'not-found', 'There is nothing here, or it is not for you.')
  if (verdict === 'forbid')
    throw new Fault('forbidden', 'forbidden', 'Your role in this space does not allow this.')
  return object as Allowed<O, A>
}

/** Whether `role` is at least `least`. Guests and strangers (null) are below every role. */
export const atLeast = (role: Role | null, least: Role): boolean =>
  role !== null && roles.indexOf(role) >= roles.indexOf(least)
