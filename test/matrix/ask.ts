import { request as send } from 'node:http'

export type Request = {
  method: string
  path: string
  body?: object | undefined
  headers?: Record<string, string>
}
export type Verdict = { status: number; code: string | null }

/**
 * The status of an answer and the code of its problem; streams are left at their headers. Each request comes from an address
 * of its own, told by the header that the house was configured to believe, so that rate limits stay out of the table.
 */
export function ask(
  origin: string,
  { method, path, body, headers }: Request,
  who: Record<string, string>,
): Promise<Verdict> {
  const address = Array.from({ length: 3 }, () => Math.floor(Math.random() * 256)).join('.')
  const text = body && JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const asked = send(`${origin}${path}`, {
      method,
      agent: false,
      headers: {
        origin,
        'x-forwarded-for': `10.${address}`,
        ...(text && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
        ...headers,
        ...who,
      },
    })
    asked.on('error', reject)
    asked.on('response', (answer) => {
      const status = answer.statusCode!
      const { 'content-type': type = '' } = answer.headers
      // A page for people has no code.
      const verdict = (problem: string) =>
        resolve({
          status,
          code: problem && type.includes('json') ? (JSON.parse(problem) as { code: string }).code : null,
        })
      if (status < 400 || method === 'HEAD') {
        asked.destroy()
        return verdict('')
      }
      let problem = ''
      answer.on('data', (chunk) => (problem += String(chunk)))
      answer.on('end', () => verdict(problem))
    })
    asked.end(text)
  })
}
