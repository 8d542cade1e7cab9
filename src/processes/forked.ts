import cluster from 'node:cluster'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Figures, FromChild, ToChild } from './messages.ts'

/** A process that this one forked. */
export type Forked = {
  readonly pid: number
  /** Resolves once its roles are at work. Rejects when it ended before. */
  readonly ready: Promise<{ address: string | null; words: string[] }>
  /** Resolves with how it ended. Never rejects. */
  readonly gone: Promise<Ending>
  figures(): Promise<Figures>
  /** Asks it to end in order; `SIGKILL` gives it no choice. */
  signal(name: 'SIGTERM' | 'SIGKILL'): void
}
export type Ending = { code: number | null; signal: string | null }

/** Thrown by `ready`. */
export class EndedBeforeReady extends Error {
  readonly ending: Ending
  constructor(ending: Ending) {
    super(`the process ended before it was ready (${ending.signal ?? `exit code ${ending.code}`})`)
    this.ending = ending
  }
}

/** Forks `main.ts` with these roles. `ofAll` is what it is told when it asks for the figures of all processes. */
export function fork(roles: readonly string[], ofAll: () => Promise<string>): Forked {
  cluster.setupPrimary({ exec: join(import.meta.dirname, '../main.ts'), args: [roles.join()] })
  const worker = cluster.fork()
  const { process: child } = worker
  const asked = new Map<number, (figures: Figures) => void>()
  let count = 0
  const say = (message: ToChild) => {
    // Whoever is gone by now asks again through somebody else.
    if (worker.isConnected()) worker.send(message, () => {})
  }
  const gone = once(child, 'exit').then(([code, signal]) => ({ code, signal }) as Ending)
  const ready = Promise.withResolvers<{ address: string | null; words: string[] }>()
  void gone.then((ending) => ready.reject(new EndedBeforeReady(ending)))
  // Whoever forks decides whether to wait for it.
  ready.promise.catch(() => {})
  worker.on('error', () => {})
  worker.on('message', (message: FromChild) => {
    if (message.type === 'ready') ready.resolve(message)
    else if (message.type === 'own-figures') asked.get(message.id)?.(message.figures)
    else if (message.type === 'figures-of-all')
      void ofAll().then(
        (text) => say({ ...message, text }),
        () => say({ ...message, text: null }),
      )
  })
  return {
    pid: child.pid ?? -1,
    ready: ready.promise,
    gone,
    async figures() {
      const id = (count += 1)
      const told = new Promise<Figures>((resolve) => asked.set(id, resolve))
      say({ type: 'own-figures', id })
      const figures = await Promise.race([told, gone.then(() => [])])
      asked.delete(id)
      return figures
    },
    signal: (name) => void child.kill(name),
  }
}
