import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Names requests: what a proxy in front called it when that is sane, else `<process>-<number>`. */
export function requestIds(): (request: IncomingMessage) => string {
  const process = randomBytes(6).toString('base64url')
  let count = 0
  return (request) => {
    const given = request.headers['x-request-id']
    if (typeof given === 'string' && /^[A-Za-z0-9._-]{8,64}$/.test(given)) return given
    count += 1
    return `${process}-${count.toString(36)}`
  }
}
