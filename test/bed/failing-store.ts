import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * - `unavailable`: 503 SlowDown, as a store that has too much to do.
 * - `cut-sending`, `cut-reading`: the line breaks after the first `bytes` of a body, on its way there or back.
 * - `lost-answers`: the store does what it is asked and its answer never comes.
 */
export type Failure = 'unavailable' | 'cut-sending' | 'cut-reading' | 'lost-answers'
export type FailingStore = {
  url: string
  /** From now on, the next `times` requests that it can happen to (all when absent); null ends it. */
  fail(how: Failure | null, times?: number, of?: (request: IncomingMessage) => boolean): void
  /** Requests that failed since `fail`. */
  failed(): number
  stop(): Promise<void>
}

const bytes = 1_000_000

/** A line to an S3 store that fails as lines and stores do. */
export async function startFailingStore(store: string): Promise<FailingStore> {
  let rule: { how: Failure; left: number; of: (request: IncomingMessage) => boolean } | null = null
  let failed = 0
  const takes = (how: Failure, asked: IncomingMessage) => {
    if (rule?.how !== how || rule.left === 0 || !rule.of(asked)) return false
    rule.left -= 1
    failed += 1
    return true
  }
  const pass = (asked: IncomingMessage, answer: ServerResponse) => {
    const { method, url, headers } = asked
    const there = request(new URL(url!, store), { method, headers })
    const broken = () => {
      asked.destroy()
      answer.destroy()
      there.destroy()
    }
    there.on('error', broken)
    asked.on('error', broken)
    if (Number(headers['content-length'] ?? 0) > bytes && takes('cut-sending', asked))
      breakAfter(asked, broken)
    there.on('response', (come) => {
      come.on('error', broken)
      if (takes('lost-answers', asked)) {
        come.resume().on('end', broken)
        return
      }
      answer.writeHead(come.statusCode!, come.headers)
      const long = Number(come.headers['content-length'] ?? 0) > bytes && method === 'GET'
      if (long && takes('cut-reading', asked)) breakAfter(come, broken)
      come.pipe(answer)
    })
    asked.pipe(there)
  }
  const server = createServer((asked, answer) => {
    if (!takes('unavailable', asked)) return pass(asked, answer)
    asked.resume()
    answer.writeHead(503, { 'content-type': 'application/xml', connection: 'close' })
    return answer.end(
      '<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>',
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fail(how, times = Infinity, of = () => true) {
      rule = how === null ? null : { how, left: times, of }
      failed = 0
    },
    failed: () => failed,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function breakAfter(body: IncomingMessage, broken: () => void): void {
  let passed = 0
  body.on('data', (chunk: Buffer) => {
    passed += chunk.length
    if (passed > bytes) broken()
  })
}
