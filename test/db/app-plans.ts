import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { apps } from '../../src/apps.ts'
import type { AppPlans } from '../../src/platform/db/app-plans.ts'

/** What the apps of this build say of their plans, together; queries by their whole name, `apps/notes/server/note-store.sql findNote`. */
export async function appPlans(): Promise<Required<AppPlans>> {
  const all = await Promise.all(apps.map(plansOf))
  return {
    rows: Object.assign({}, ...all.map(({ rows }) => rows)),
    askedWith: Object.assign({}, ...all.map(({ askedWith }) => askedWith)),
    excused: {
      postgres: Object.assign({}, ...all.map(({ excused }) => excused?.postgres)),
      sqlite: Object.assign({}, ...all.map(({ excused }) => excused?.sqlite)),
    },
    needed: all.flatMap(({ needed }) => needed ?? []),
  }
}

/** An app whose tables tell everything by themselves has no such file. */
async function plansOf(id: string): Promise<AppPlans> {
  const file = join(import.meta.dirname, `../../src/apps/${id}/server/${id}-plans.ts`)
  if (!existsSync(file)) return {}
  const { plans } = (await import(file)) as { plans: AppPlans }
  const whole = <V>(byQuery: Readonly<Record<string, V>> = {}): Record<string, V> =>
    Object.fromEntries(Object.entries(byQuery).map(([name, value]) => [`apps/${id}/server/${name}`, value]))
  return {
    ...plans,
    askedWith: whole(plans.askedWith),
    excused: { postgres: whole(plans.excused?.postgres), sqlite: whole(plans.excused?.sqlite) },
  }
}
