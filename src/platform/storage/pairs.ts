type Keyed = { key: string }

/** Walks two lists in byte order side by side: each key once, with what either list has of it. Holds one of each. */
export async function* beside<A extends Keyed, B extends Keyed>(
  mine: AsyncIterable<A>,
  yours: AsyncIterable<B>,
): AsyncGenerator<{ mine: A; yours: B | null } | { mine: null; yours: B }> {
  const [left, right] = [mine[Symbol.asyncIterator](), yours[Symbol.asyncIterator]()]
  try {
    let [a, b] = await Promise.all([left.next(), right.next()])
    while (!a.done || !b.done) {
      const order = a.done ? 1 : b.done ? -1 : byBytes(a.value.key, b.value.key)
      if (order > 0) yield { mine: null, yours: b.value as B }
      else yield { mine: a.value as A, yours: order === 0 ? (b.value as B) : null }
      if (order <= 0) a = await left.next()
      if (order >= 0) b = await right.next()
    }
  } finally {
    await Promise.all([left.return?.(), right.return?.()])
  }
}

/** Keys are ASCII: the order of their letters is that of their bytes. */
const byBytes = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
