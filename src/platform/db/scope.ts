import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * On whose behalf the database is asked: one object for each request or job, filled in as it becomes known. A driver with row-level
 * security shows only the rows of `spaceId`; replicas are asked only for what is no older than what `accountId` wrote.
 */
export type Scope = {
  accountId: string | null
  /** The key that a program of the account showed. */
  apiKeyId?: string
  /** null: no space, or not yet: the whole house. */
  spaceId: string | null
  /** The whole house is seen, but what is written concerns this space. */
  writesFor?: string | null
}

/** Runs `work` with a scope of its own; what it starts and awaits shares it. */
export const runScoped = <R>(scope: Scope, work: () => R): R => scopes.run(scope, work)

/** The scope of the request or job at hand, to be filled in; null outside of any: jobs, commands, sweeps. */
export const currentScope = (): Scope | null => scopes.getStore() ?? null

/** From here on the scope at hand sees one space: said once membership, or what a link opens, is known. Nothing outside of any scope. */
export function narrowScope(spaceId: string): void {
  const scope = currentScope()
  if (scope) scope.spaceId = spaceId
}

/** Runs `work` for the whole house, whoever asks: what a request sets off and does not belong to its space. */
export const forHouse = <R>(work: () => R): R => runScoped({ accountId: null, spaceId: null }, work)

/** Runs `work` for the whole house, such as a job; who reads in `spaceId` afterwards sees what it wrote, as if somebody of the space had. */
export const writingFor = <R>(spaceId: string | null, work: () => R): R =>
  runScoped({ accountId: null, spaceId: null, writesFor: spaceId }, work)

/** The space that is written or read, if it is one. */
export function concernedSpace(): string | null {
  const scope = currentScope()
  return scope?.spaceId ?? scope?.writesFor ?? null
}

/** What policies of row-level security compare with: `current_setting('longhouse.space')`. `'*'` is the whole house. */
export const spaceSetting = (): string => currentScope()?.spaceId ?? '*'

const scopes = new AsyncLocalStorage<Scope>()
