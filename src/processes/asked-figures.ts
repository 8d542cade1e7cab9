import type { Registry } from 'prom-client'
import type { Figures, FromChild, ToChild } from './messages.ts'

/** Longer than the primary waits for its slowest process. */
const patienceMs = 3000

/** The side of a forked process: tells its own figures when asked, and asks for those of all. */
export function openAskedFigures() {
  const waiting = new Map<number, (text: string | null) => void>()
  let count = 0
  let registry: Registry | null = null
  const say = (message: FromChild) => void process.send?.(message)
  process.on('message', (message: ToChild) => {
    if (message.type === 'own-figures')
      void ownFigures(registry).then((figures) => say({ type: 'own-figures', id: message.id, figures }))
    else if (message.type === 'figures-of-all') waiting.get(message.id)?.(message.text)
  })
  return {
    /** Whose figures these are, once there are any. */
    use(own: Registry) {
      registry = own
    },
    /** Those of all processes; of this one alone when the primary does not say in time. */
    async ofAll(own: () => Promise<string>): Promise<string> {
      const id = (count += 1)
      const told = new Promise<string | null>((resolve) => {
        waiting.set(id, resolve)
        setTimeout(() => resolve(null), patienceMs).unref()
      })
      say({ type: 'figures-of-all', id })
      const text = await told
      waiting.delete(id)
      return text ?? own()
    },
  }
}

const ownFigures = async (registry: Registry | null): Promise<Figures> =>
  registry ? ((await registry.getMetricsAsJSON()) as Figures) : []
