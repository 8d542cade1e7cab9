import { setTimeout as pause } from 'node:timers/promises'
import { setupTokenOf } from '../../src/platform/auth/setup-token.ts'

/** The body is what its JSON says, else the bytes. */
export type Answer<T> = { status: number; body: T; headers: Headers }
export type Ask = { body?: unknown; bytes?: Uint8Array; headers?: Record<string, string>; seconds?: number }

/** Somebody who is signed in and asks over HTTP, as the web app does. */
export type Visitor = {
  /** The path of the space it writes to. */
  readonly space: string
  /** One try. Throws when no answer came in time; an answer of any status is one. */
  ask<T>(method: string, path: string, ask?: Ask): Promise<Answer<T>>
  /** Asks until the answer is neither an error of the house nor a refusal for a moment; throws after two minutes, for that is a hang. */
  insist<T>(method: string, path: string, ask?: Ask): Promise<Answer<T>>
  /** Answers that were errors of the house, and questions without an answer, by what they were. */
  readonly failures: Map<string, number>
  /** Seconds of the slowest question so far, answered or not. */
  slowest: number
}

const account = { name: 'Ada', email: 'ada@example.org', password: 'correct horse battery staple' }
const longestSeconds = 120

/** Sets the house up, as its owner. */
export async function openVisitor(origin: string, fleetKey: string): Promise<Visitor> {
  const failures = new Map<string, number>()
  const note = (what: string) => failures.set(what, (failures.get(what) ?? 0) + 1)
  let cookie = ''

  const ask: Visitor['ask'] = async <T>(
    method: string,
    path: string,
    { body, bytes, headers = {}, seconds = 10 }: Ask = {},
  ) => {
    const began = performance.now()
    const what = `${method} ${path.replace(/[0-9a-f-]{36}/g, ':id').replace(/\?.*/, '')}`
    try {
      const answer = await fetch(new URL(path, origin), {
        method,
        headers: {
          cookie,
          origin,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(bytes && { body: bytes }),
        signal: AbortSignal.timeout(seconds * 1000),
      })
      const got = Buffer.from(await answer.arrayBuffer())
      if (answer.status >= 500) note(`${what}: ${answer.status}`)
      const json = answer.headers.get('content-type')?.includes('json') && got.length > 0
      return {
        status: answer.status,
        headers: answer.headers,
        body: (json ? JSON.parse(got.toString()) : got) as T,
      }
    } catch (error) {
      note(`${what}: no answer`)
      throw error
    } finally {
      visitor.slowest = Math.max(visitor.slowest, (performance.now() - began) / 1000)
    }
  }
  const insist: Visitor['insist'] = async <T>(method: string, path: string, asked?: Ask) => {
    const end = performance.now() + longestSeconds * 1000
    for (;;) {
      const answer = await ask<T>(method, path, asked).catch(() => null)
      if (answer && answer.status < 500 && answer.status !== 429 && !isAtWork(answer)) return answer
      if (performance.now() > end) {
        const last = answer ? `${answer.status} ${JSON.stringify(answer.body)}` : 'no answer'
        throw new Error(`${method} ${path} got no good answer for ${longestSeconds} s: ${last}`)
      }
      await pause(100)
    }
  }

  const visitor = { space: '', ask, insist, failures, slowest: 0 }
  const token = setupTokenOf({ secretKey: Buffer.from(fleetKey) })
  const answer = await ask<{ spaces: { slug: string }[] }>('POST', '/api/v1/setup', {
    body: { ...account, spaceName: 'Chaos', token },
  })
  if (answer.status !== 201) throw new Error(`setup: ${answer.status} ${JSON.stringify(answer.body)}`)
  cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  visitor.space = `/api/v1/spaces/${answer.body.spaces[0]!.slug}`
  return visitor
}

/** Signs the owner in once more, without the session at hand. */
export async function signIn(origin: string): Promise<number> {
  const { email, password } = account
  const answer = await fetch(`${origin}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ email, password }),
  })
  await answer.body?.cancel()
  return answer.status
}

/** The same request is being done at this moment, by the process that got it first. */
const isAtWork = ({ status, body }: Answer<unknown>) =>
  status === 409 && (body as { code?: string }).code === 'key-in-use'
