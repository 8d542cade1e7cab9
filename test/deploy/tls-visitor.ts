import type { ClientRequest, IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { text } from 'node:stream/consumers'

export type TlsAnswer = { status: number; headers: IncomingMessage['headers']; raw: string[]; body: string }
type Ask = {
  method?: string
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** The address it comes from: any of 127.0.0.0/8 is this machine's. */
  from?: string
}

/** Someone who comes over TLS, from an address of their own. */
export function tlsVisitor(port: number, ca: string) {
  const origin = `https://localhost:${port}`
  const begin = (path: string, { method = 'GET', headers = {}, from = '127.0.0.1' }: Ask): ClientRequest =>
    httpsRequest({
      host: '127.0.0.1',
      servername: 'localhost',
      port,
      path,
      method,
      ca,
      localAddress: from,
      agent: false,
      headers: { host: `localhost:${port}`, origin, ...headers },
    })
  const answerTo = (sent: ClientRequest) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      sent.on('response', resolve).on('error', reject)
    })
  return {
    origin,
    begin,
    /** The answer as it begins; its body is the caller's. */
    async open(path: string, ask: Ask = {}): Promise<IncomingMessage> {
      const sent = begin(path, ask)
      const answer = answerTo(sent)
      sent.end(ask.body)
      return answer
    },
    async ask(path: string, ask: Ask = {}): Promise<TlsAnswer> {
      const sent = begin(path, ask)
      const coming = answerTo(sent)
      sent.end(ask.body)
      const answer = await coming
      return {
        status: answer.statusCode ?? 0,
        headers: answer.headers,
        raw: answer.rawHeaders,
        body: await text(answer),
      }
    },
    async json(path: string, body: unknown, ask: Ask = {}): Promise<TlsAnswer> {
      const headers = { 'content-type': 'application/json', ...ask.headers }
      return this.ask(path, { method: 'POST', ...ask, headers, body: JSON.stringify(body) })
    },
  }
}
