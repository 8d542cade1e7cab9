import type { JobHandler, JobType } from './queue.ts'

/** Throws with every fault at once: a type without a handler, a type with two, a name that is not `<app>.<verb>-<noun>`. */
export function checkHandlers(types: readonly JobType[], handlers: readonly JobHandler[]): void {
  const handled = handlers.map((h) => h.type.name)
  const names = new Set([...types.map((t) => t.name), ...handled])
  const faults = [...names].flatMap((name) => {
    const count = handled.filter((h) => h === name).length
    return [
      ...(count === 1 ? [] : [`${name} has ${count === 0 ? 'no handler' : `${count} handlers`}`]),
      ...(/^[a-z]+\.[a-z]+(-[a-z]+)+$/.test(name) ? [] : [`${name} is not named <app>.<verb>-<noun>`]),
    ]
  })
  if (faults.length > 0) throw new Error(`Jobs are not wired: ${faults.join('; ')}.`)
}
