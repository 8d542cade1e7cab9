import { withHouse } from './with-house.ts'

/** Says how far it is each time it has done so many. */
const stride = 1000

/** Reads everything that can be found again; the house may run meanwhile. What Ctrl C leaves is done by the house. */
export const rebuild = () =>
  withHouse(async ({ search }) => {
    const stopping = new AbortController()
    process.once('SIGINT', () => stopping.abort())
    const kinds = new Map<string, number>()
    const started = performance.now()
    const entries = await search.rebuild((done, kind) => {
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
      if (done % stride === 0) console.log(`${done} read: ${listed(kinds)}`)
    }, stopping.signal)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    console.log(
      stopping.signal.aborted
        ? `Stopped after ${seconds} s with ${entries} entries. The house goes on with the rest by itself.`
        : `The search index holds ${entries} entries (${listed(kinds) || 'nothing to find yet'}), after ${seconds} s.`,
    )
  })

const listed = (kinds: ReadonlyMap<string, number>) =>
  [...kinds].map(([kind, count]) => `${count} ${kind}${count === 1 ? '' : 's'}`).join(', ')
