import { Agent, request } from 'node:http'
import { until } from '../until.ts'

/** What came back: how many of each status, and what failed, in words. */
export type Asked = {
  answers: number
  statuses: Record<number, number>
  failures: string[]
  /** Reads that are sent again, as browsers do, because their connection was closed before any answer began. */
  again: number
}
export type Ask = { method?: string; path: string; headers?: Record<string, string>; body?: string }

/**
 * Asks over and over, in `loops` at once, each over a connection that is kept. `ask` says what the n-th request is. An answer of 5xx or
 * none at all is a failure.
 */
export function startAsking(
  origin: string,
  loops: number,
  ask: (n: number) => Ask,
  { patienceSeconds = 30 } = {},
) {
  const agent = new Agent({ keepAlive: true, maxSockets: loops })
  const asked: Asked = { answers: 0, statuses: {}, failures: [], again: 0 }
  const stopping = new AbortController()
  let count = 0
  const loop = async () => {
    while (!stopping.signal.aborted) {
      const one = ask(count++)
      try {
        const status = await send(agent, origin, one, patienceSeconds)
        asked.answers += 1
        asked.statuses[status] = (asked.statuses[status] ?? 0) + 1
        if (status >= 500) asked.failures.push(`${one.method ?? 'GET'} ${one.path}: ${status}`)
      } catch (error) {
        if (error instanceof ClosedMeanwhile && (one.method ?? 'GET') === 'GET') asked.again += 1
        else asked.failures.push(`${one.method ?? 'GET'} ${one.path}: ${(error as Error).message}`)
      }
    }
  }
  const all = Promise.all(Array.from({ length: loops }, loop))
  return {
    asked,
    /** Resolves when so many more answers came. */
    more: (answers: number) => {
      const wanted = asked.answers + answers
      return until(() => asked.answers >= wanted, { seconds: 60, what: `${answers} answers` })
    },
    async stop(): Promise<Asked> {
      stopping.abort()
      await all
      agent.destroy()
      return asked
    },
  }
}

class ClosedMeanwhile extends Error {
  override readonly message = 'the connection had been closed meanwhile'
}

function send(
  agent: Agent,
  origin: string,
  { method = 'GET', path, headers, body }: Ask,
  patience: number,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(`${origin}${path}`, { agent, method, headers: { ...headers } }, (answer) => {
      answer.on('error', reject).on('end', () => resolve(answer.statusCode ?? 0))
      answer.resume()
    })
    sent.setTimeout(patience * 1000, () => sent.destroy(new Error(`no answer in ${patience} s`)))
    sent.on('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ECONNRESET' ? new ClosedMeanwhile() : error),
    )
    sent.end(body)
  })
}
