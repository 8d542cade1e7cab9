import type { Storage } from './storage.ts'

/** Who can tell which of these keys its rows own: apps, through `OpenedApp.ownedKeys`. */
export type KeyOwner = { ownedKeys?(keys: string[]): Promise<Set<string>> }

/** Objects that no row owns, in key order. Asks every owner about `batch` keys at a time; holds no more than that. */
export async function* findOrphans(
  storage: Pick<Storage, 'list'>,
  owners: readonly KeyOwner[],
  batch = 500,
): AsyncGenerator<{ key: string; size: number }> {
  let objects: { key: string; size: number }[] = []
  for await (const { key, size } of storage.list()) {
    objects.push({ key, size })
    if (objects.length < batch) continue
    yield* await unowned(objects, owners)
    objects = []
  }
  yield* await unowned(objects, owners)
}

async function unowned(objects: { key: string; size: number }[], owners: readonly KeyOwner[]) {
  if (objects.length === 0) return []
  const keys = objects.map(({ key }) => key)
  const owned = await Promise.all(owners.map(async (owner) => owner.ownedKeys?.(keys) ?? new Set<string>()))
  return objects.filter(({ key }) => !owned.some((set) => set.has(key)))
}
