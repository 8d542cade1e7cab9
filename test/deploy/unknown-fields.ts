/**
 * Paths of fields that its `validate` never looked at; throws what it finds wrong. A schema of Kubernetes forbids no field that it does not know; a misspelled one is
 * found because nobody reads it.
 */
export function unknownFields(thing: { validate(): void }): string[] {
  const read = new Set<string>()
  watch(thing, '', read).validate()
  return pathsOf(thing, '').filter((path) => !read.has(path))
}

function watch<T extends object>(thing: T, at: string, read: Set<string>): T {
  return new Proxy(thing, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof name === 'symbol') return value
      const path = `${at}/${name}`
      read.add(path)
      return typeof value === 'object' && value !== null ? watch(value, path, read) : value
    },
  })
}

function pathsOf(value: unknown, at: string): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => [
    `${at}/${name}`,
    ...pathsOf(inner, `${at}/${name}`),
  ])
}
